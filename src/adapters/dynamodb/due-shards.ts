import { createHash } from "node:crypto";
import { type ApplicationName, formatApplicationName } from "../../application/application.ts";

/** Shards of the due index; changing it needs a rewrite of every `dueShard`. */
export const dueShards: readonly string[] = ["DUE#0", "DUE#1", "DUE#2", "DUE#3"];

/** Names the shard of the due index that an application is in. */
export function toDueShard(name: ApplicationName): string {
  const byte = createHash("sha256").update(formatApplicationName(name)).digest().readUInt8(0);
  return dueShards[byte % dueShards.length] ?? "DUE#0";
}
