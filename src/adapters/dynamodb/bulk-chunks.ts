import { createHash } from "node:crypto";
import { ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import { parseNumber } from "./head-item.ts";
import { packBytes, toDamage, unpackBytes } from "./item-text.ts";
import type { Item } from "./table.ts";

/** Room for keys and numbers beside the bytes of a chunk. */
const chunkBytesMax = limits.tableItemBytesMax - 2_000;

/** Splits a text into items without keys; each knows how many there are, and the hash of the whole. Throws LIMIT_EXCEEDED. */
export async function toChunks(text: string, what: string): Promise<readonly Item[]> {
  const bytes = await packBytes(text);
  const count = Math.max(1, Math.ceil(bytes.byteLength / chunkBytesMax));
  if (count > limits.tableChunksMax)
    throw new ReconcileError(
      "LIMIT_EXCEEDED",
      `Cannot save ${what}: it takes ${bytes.byteLength} bytes compressed, at most ${limits.tableChunksMax * chunkBytesMax} fit; split it`,
    );
  const about = { chunks: { N: String(count) }, sum: { S: sumOf([bytes]) } };
  return Array.from({ length: count }, (_, n) => ({
    ...about,
    body: { B: bytes.subarray(n * chunkBytesMax, (n + 1) * chunkBytesMax) },
  }));
}

/** Puts a text together again; throws STATE_DAMAGED where a chunk is missing or changed. */
export async function fromChunks(items: readonly Item[], what: string): Promise<string> {
  const count = parseNumber(items[0]?.["chunks"]) ?? 0;
  if (count === 0 || items.length !== count)
    throw toDamage(what, `${items.length} of its ${count === 0 ? "" : `${count} `}chunks are there`);
  const parts = items.map((item) => item["body"]?.B ?? new Uint8Array());
  if (sumOf(parts) !== items[0]?.["sum"]?.S) throw toDamage(what, "its checksum is another");
  return await unpackBytes(Buffer.concat(parts));
}

function sumOf(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("base64url");
}
