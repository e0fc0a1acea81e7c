import { formatJson, isObject, type Json, parseJson, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { StoredObject, StoreEvent } from "../storage/store-event.ts";

/** One line of a journal: an object as it was written, or that it is gone. */
export type JournalLine = {
  readonly storage: string;
  readonly object: KubeObject;
  readonly isGone: boolean;
};

/** Prints an object as a line. */
export function toObjectLine({ storage, object }: StoredObject): string {
  return `${formatJson({ storage, object })}\n`;
}

/** Prints a change as a line; of a deleted object, its place and the version of its deletion are enough. */
export function toEventLine({ type, storage, object }: StoreEvent): string {
  if (type !== "DELETED") return toObjectLine({ storage, object });
  const { namespace, name, resourceVersion } = object.metadata;
  return `${formatJson({ storage, gone: { namespace, name, resourceVersion } })}\n`;
}

/** Reads a line; undefined: it is none. */
export function parseLine(text: string): JournalLine | undefined {
  const line = parseOrUndefined(text);
  const storage = readField(line, "storage");
  if (typeof storage !== "string") return undefined;
  const gone = readField(line, "gone");
  const object = toObject(gone === undefined ? readField(line, "object") : { metadata: gone });
  return object === undefined ? undefined : { storage, object, isGone: gone !== undefined };
}

function toObject(value: Json | undefined): KubeObject | undefined {
  const metadata = readField(value, "metadata");
  const name = readField(metadata, "name");
  const version = readField(metadata, "resourceVersion");
  const isWhole = isObject(value) && isObject(metadata) && typeof name === "string";
  if (!isWhole || typeof version !== "string" || !/^\d{1,15}$/.test(version)) return undefined;
  const { apiVersion = "", kind = "" } = value;
  return { ...value, apiVersion: String(apiVersion), kind: String(kind), metadata: { ...metadata, name } };
}

function parseOrUndefined(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined; // the caller names the line
  }
}
