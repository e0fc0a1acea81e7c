import type { ApplicationName } from "../../application/application.ts";
import { limits } from "../../limits.ts";
import { dueShards } from "./due-shards.ts";
import { parseNumber } from "./head-item.ts";
import { parsePartition } from "./item-keys.ts";
import type { Item, Table } from "./table.ts";
import { dueIndex } from "./table-schema.ts";

/** Leased applications that were marked stay in the index, so more entries are read than given. */
const entriesMax = 4 * limits.dueApplicationsMax;

/** What a look at the index asks: due by `now`; or leased to a dead owner and in the index before `until`. */
export type DueQuestion = {
  readonly now: number;
  readonly until: number;
  readonly isDead: (owner: string) => boolean | Promise<boolean>;
};

/** Reads who is due and free, earliest first. A hint: the index may lag, and acquire alone decides. */
export async function readDue(table: Table, question: DueQuestion): Promise<readonly ApplicationName[]> {
  const shards = await Promise.all(dueShards.map((shard) => readShard(table, shard, question.until)));
  const names: ApplicationName[] = [];
  for (const entry of shards.flat().toSorted(byDue)) {
    if (names.length >= limits.dueApplicationsMax) break;
    if (await isFree(entry, question)) names.push(parsePartition(entry["PK"]?.S ?? ""));
  }
  return names;
}

function readShard(table: Table, shard: string, until: number): Promise<readonly Item[]> {
  const query = {
    IndexName: dueIndex,
    KeyConditionExpression: "dueShard = :shard AND due <= :until",
    ExpressionAttributeValues: { ":shard": { S: shard }, ":until": { N: String(until) } },
  };
  return table.query(query, entriesMax / dueShards.length, "read the due index");
}

function dueOf(entry: Item): number {
  return parseNumber(entry["due"]) ?? 0;
}

function byDue(a: Item, b: Item): number {
  return dueOf(a) - dueOf(b);
}

async function isFree(entry: Item, { now, isDead }: DueQuestion): Promise<boolean> {
  const owner = entry["owner"]?.S;
  if (owner === undefined) return dueOf(entry) <= now;
  return (parseNumber(entry["exp"]) ?? 0) < now || (await isDead(owner));
}
