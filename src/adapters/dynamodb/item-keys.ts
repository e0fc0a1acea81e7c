import { createHash } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { ApplicationName } from "../../application/application.ts";
import { formatApplicationName } from "../../application/application.ts";
import type { BulkPointer } from "../../ports/applications.ts";

/** The key of one item. */
export type ItemKey = { readonly PK: string; readonly SK: string };

/** Writes a key as DynamoDB reads it. */
export function toKeyAttributes(key: ItemKey): Record<string, AttributeValue> {
  return { PK: { S: key.PK }, SK: { S: key.SK } };
}

const partitions: ReadonlyMap<string, string> = new Map([
  ["Application", "APP"],
  ["AppProject", "PROJECT"],
  ["ApplicationSet", "APPSET"],
]);

/** Names the partition of a control-plane object: `APP#ns/name`, `PROJECT#ns/name`, `CONFIG#ConfigMap#ns/name`. */
export function toPartition(kind: string, name: ApplicationName): string {
  return `${partitions.get(kind) ?? `CONFIG#${kind}`}#${formatApplicationName(name)}`;
}

/** Names the item that holds an application's lease, counters and state. */
export function toHeadKey(name: ApplicationName): ItemKey {
  return { PK: toPartition("Application", name), SK: "HEAD" };
}

/** Reads the name back from a partition of an application or another control-plane object. */
export function parsePartition(partition: string): ApplicationName {
  const name = partition.slice(partition.lastIndexOf("#") + 1);
  const slash = name.indexOf("/");
  return { namespace: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** Shards of the due index; changing it needs a rewrite of every `dueShard`. */
export const dueShards: readonly string[] = ["DUE#0", "DUE#1", "DUE#2", "DUE#3"];

/** Names the shard of the due index that an application is in. */
export function toDueShard(name: ApplicationName): string {
  const byte = createHash("sha256").update(formatApplicationName(name)).digest().readUInt8(0);
  return dueShards[byte % dueShards.length] ?? "DUE#0";
}

/** Sort key of a bulk chunk; zero-padded, so that older chunks sort before newer ones. */
export function toChunkSortKey(pointer: Pick<BulkPointer, "token" | "sequence">, chunk: number): string {
  return `INVENTORY#${pad(pointer.token, 12)}#${pad(pointer.sequence, 6)}#${pad(chunk, 4)}`;
}

/** Sort key of a sync record; operation ids begin with 13 digits of milliseconds, so it sorts by time. */
export function toRecordSortKey(operation: string): string {
  return `RECORD#${operation}`;
}

/** Sort key of a further chunk of a sync record too large for one item. */
export function toRecordChunkSortKey(operation: string, chunk: number): string {
  return `RECORDCHUNK#${operation}#${pad(chunk, 4)}`;
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}
