import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import { formatJson } from "../../kube/json.ts";
import { limits } from "../../limits.ts";
import type { BulkPointer, Head } from "../../ports/applications.ts";
import type { ApplicationState } from "../../record/state.ts";
import type { Watch } from "../../source/watch.ts";
import { toRepositoryKey } from "./item-keys.ts";
import { packedBytes, packText, parseStored, unpackText } from "./item-text.ts";
import type { Item } from "./table.ts";

/** Some 600 folders, beside a state of limits.tableItemBytesMax; who reads more is touched by every commit. */
const watchBytesMax = 16_000;

/** The protocol's own counters on a HEAD item. */
export type HeadCounters = {
  readonly want: number;
  readonly done: number;
  readonly due?: number;
  /** When the last message about it arrives, or arrived. */
  readonly sent?: number;
  readonly owner?: string;
  readonly exp?: number;
  readonly token: number;
  readonly tries: number;
  /** Number of the lease's last HEAD write, so that one that arrives late is refused. */
  readonly writes: number;
  /** Token of the last lease that was finished: tells a lost answer from a lost lease. */
  readonly finished: number;
};

/** Reads the counters; one that is absent is 0, or undefined where absence means something. */
export function parseCounters(item: Item): HeadCounters {
  const due = parseNumber(item["due"]);
  const sent = parseNumber(item["sent"]);
  const owner = item["owner"]?.S;
  const exp = parseNumber(item["exp"]);
  return {
    want: parseNumber(item["want"]) ?? 0,
    done: parseNumber(item["done"]) ?? 0,
    token: parseNumber(item["token"]) ?? 0,
    tries: parseNumber(item["tries"]) ?? 0,
    writes: parseNumber(item["writes"]) ?? 0,
    finished: parseNumber(item["finished"]) ?? 0,
    ...(due !== undefined && { due }),
    ...(sent !== undefined && { sent }),
    ...(owner !== undefined && { owner }),
    ...(exp !== undefined && { exp }),
  };
}

/** Reads what HEAD holds apart from the counters. */
export async function parseHead(item: Item, name: ApplicationName): Promise<Head> {
  const text = await unpackText(item["state"]);
  const bulk = parsePointer(item["bulk"]);
  const watch = await parseWatch(item, name);
  const what = `the state of ${formatApplicationName(name)}`;
  return {
    ...(text !== undefined && { state: parseStored<ApplicationState>(text, what) }),
    ...(bulk !== undefined && { bulk }),
    ...(watch !== undefined && { watch }),
  };
}

/** Reads what an application watches, from its HEAD or from the index by repository. */
export async function parseWatch(item: Item, name: ApplicationName): Promise<Watch | undefined> {
  const text = await unpackText(item["watch"]);
  if (text === undefined) return undefined;
  return parseStored<Watch>(text, `what ${formatApplicationName(name)} watches`);
}

/** The attributes that a HEAD write sets and removes. */
export type HeadWrite = { readonly set: Item; readonly remove: readonly string[] };

/** Makes a HEAD write; throws LIMIT_EXCEEDED before DynamoDB would. */
export async function toHeadWrite(head: Head, name: ApplicationName): Promise<HeadWrite> {
  const set: Item = {};
  if (head.state !== undefined) set["state"] = await packText(formatJson(head.state));
  if (head.bulk !== undefined) set["bulk"] = toPointer(head.bulk);
  if (head.watch !== undefined) Object.assign(set, await toWatchWrite(head.watch, name));
  const bytes = set["state"] === undefined ? 0 : packedBytes(set["state"]);
  if (bytes > limits.tableItemBytesMax)
    throw new ReconcileError(
      "LIMIT_EXCEEDED",
      `Cannot save HEAD of ${formatApplicationName(name)}: its state takes ${bytes} bytes compressed, at most ${limits.tableItemBytesMax} fit; shorten its history or conditions`,
    );
  return { set, remove: ["state", "bulk"].filter((attribute) => set[attribute] === undefined) };
}

/** The index by repository has these two as its key; an application is in it as long as its HEAD has them. */
async function toWatchWrite(watch: Watch, name: ApplicationName): Promise<Item> {
  const whole = await packText(formatJson(watch));
  const fits = packedBytes(whole) <= watchBytesMax;
  return {
    watch: fits ? whole : await packText(formatJson({ ...watch, reads: {} })),
    repo: { S: toRepositoryKey(watch.repoUrl) },
    repoApp: { S: formatApplicationName(name) },
  };
}

/** Reads a number attribute; undefined where it is absent. */
export function parseNumber(value: AttributeValue | undefined): number | undefined {
  return value?.N === undefined ? undefined : Number(value.N);
}

function toPointer(pointer: BulkPointer): AttributeValue {
  const { token, sequence, chunks } = pointer;
  return { M: { token: { N: `${token}` }, sequence: { N: `${sequence}` }, chunks: { N: `${chunks}` } } };
}

function parsePointer(value: AttributeValue | undefined): BulkPointer | undefined {
  if (value?.M === undefined) return undefined;
  const { token, sequence, chunks } = value.M;
  return {
    token: parseNumber(token) ?? 0,
    sequence: parseNumber(sequence) ?? 0,
    chunks: parseNumber(chunks) ?? 0,
  };
}
