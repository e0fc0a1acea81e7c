import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Lambda's limit of an event, and of an answer: 6 MB each. */
export const payloadBytesMax = 6 * 1024 * 1024;

/** Compresses a text so that it can stand in JSON: a payload of Lambda holds 6 MB, and manifests shrink to a tenth. */
export async function packText(text: string): Promise<string> {
  return (await compress(text)).toString("base64");
}

/** Gives a packed text; undefined where it is damaged, or longer than so many bytes. */
export async function unpackText(packed: string, bytesMax: number): Promise<string | undefined> {
  try {
    return (await decompress(Buffer.from(packed, "base64"), { maxOutputLength: bytesMax })).toString("utf8");
  } catch {
    return undefined; // gzip holds a checksum, so whatever is wrong with it is one thing to the reader
  }
}

/** Gives the hash of a text: an answer that carries it is the answer to that text. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** Parses JSON text; undefined where it is none, which no schema takes. */
export function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what it held is nobody's to see
  }
}
