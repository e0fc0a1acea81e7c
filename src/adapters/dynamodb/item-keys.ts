import { createHash } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { normalizeRepositoryUrl } from "../../source/credentials.ts";

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

/** DynamoDB takes 2,048 bytes of a partition key and 1,024 of a sort key. */
const repositoryKeyBytesMax = 1_000;

/** Names a repository in keys, the same for all ways to write its URL; a URL too long for a key is named by its hash. */
export function toRepositoryKey(repoUrl: string): string {
  const url = normalizeRepositoryUrl(repoUrl);
  if (Buffer.byteLength(url) <= repositoryKeyBytesMax) return url;
  return `sha256:${createHash("sha256").update(url).digest("base64url")}`;
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
