import { brotliDecompressSync } from "node:zlib";
import { type JsonObject, parseJson } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { archiveData } from "./archive-data.ts";

/** One document of the archive. */
export type ArchivedDocument = {
  readonly text: string;
  /** SHA-512 of the text in capital letters, as the server names its documents. */
  readonly hash: string;
};

type Opened = {
  readonly index: ReadonlyMap<string, readonly [offset: number, bytes: number, hash: string]>;
  readonly texts: Buffer;
};

let opened: Opened | undefined;

/**
 * Gives a document that a real server has: `v2`, or by its path below /openapi/v3 (`apis/apps/v1`); `pattern/v2` and
 * `pattern/v3` are those of two custom kinds. The archive is unpacked when it is first asked for, to 8 MB.
 */
export function readArchived(name: string): ArchivedDocument | undefined {
  const { index, texts } = open();
  const place = index.get(name);
  if (place === undefined) return undefined;
  const [offset, bytes, hash] = place;
  return { text: texts.toString("utf8", offset, offset + bytes), hash };
}

/** Lists the paths of the documents below /openapi/v3 with their hashes. */
export function listArchived(): readonly (readonly [path: string, hash: string])[] {
  const names = [...open().index].filter(([name]) => name !== "v2" && !name.startsWith("pattern/"));
  return names.map(([name, [, , hash]]) => [name, hash]);
}

function open(): Opened {
  opened ??= unpack();
  return opened;
}

function unpack(): Opened {
  const all = brotliDecompressSync(Buffer.from(archiveData, "base64"));
  const end = all.indexOf("\n");
  const index: Readonly<Record<string, readonly [number, number, string]>> = JSON.parse(
    all.toString("utf8", 0, end),
  );
  return { index: new Map(Object.entries(index)), texts: all.subarray(end + 1) };
}

/** Parses a document that is known to be there. */
export function parseArchived(name: string): JsonObject {
  return asObject(parseJson(readArchived(name)?.text ?? "{}"));
}
