import type { ApplicationName } from "../../application/application.ts";
import { limits } from "../../limits.ts";
import { type HeadCounters, parseCounters } from "./head-item.ts";
import { dueShards, parsePartition } from "./item-keys.ts";
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

/** An application that is due and that nobody works on. */
export type DueEntry = {
  readonly name: ApplicationName;
  /** The lease that is over, or whose owner is dead. */
  readonly over?: { readonly owner: string; readonly exp: number };
  /** A message that was sent at this time or before has been delivered or lost. */
  readonly sentBefore: number;
};

/** Reads who is due, free and not sent lately, earliest first. A hint: the index may lag. */
export async function readDue(table: Table, question: DueQuestion): Promise<readonly DueEntry[]> {
  const shards = await Promise.all(dueShards.map((shard) => readShard(table, shard, question.until)));
  const entries: DueEntry[] = [];
  for (const item of shards.flat().toSorted(byDue)) {
    if (entries.length >= limits.dueApplicationsMax) break;
    const entry = await toEntry(item, question);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function readShard(table: Table, shard: string, until: number): Promise<readonly Item[]> {
  const query = {
    IndexName: dueIndex,
    KeyConditionExpression: "dueShard = :shard AND due <= :until",
    ExpressionAttributeValues: { ":shard": { S: shard }, ":until": { N: String(until) } },
  };
  return table.query(query, entriesMax / dueShards.length, "read the due index");
}

function byDue(a: Item, b: Item): number {
  return (parseCounters(a).due ?? 0) - (parseCounters(b).due ?? 0);
}

async function toEntry(item: Item, question: DueQuestion): Promise<DueEntry | undefined> {
  const counters = parseCounters(item);
  const sentBefore = toSentBefore(counters, question.now);
  if ((counters.sent ?? sentBefore) > sentBefore) return undefined;
  if (!(await isFree(counters, question))) return undefined;
  const { owner, exp = 0 } = counters;
  const name = parsePartition(item["PK"]?.S ?? "");
  return { name, sentBefore, ...(owner === undefined ? {} : { over: { owner, exp } }) };
}

/** A message that came while somebody had the lease was dropped, so it counts for nothing once the lease is over. */
function toSentBefore({ owner, exp = 0 }: HeadCounters, now: number): number {
  const sentBefore = now - limits.resendPauseMs;
  return owner !== undefined && exp < now ? Math.max(exp, sentBefore) : sentBefore;
}

async function isFree({ due = 0, owner, exp = 0 }: HeadCounters, question: DueQuestion): Promise<boolean> {
  if (owner === undefined) return due <= question.now;
  return exp < question.now || (await question.isDead(owner));
}
