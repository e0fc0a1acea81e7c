import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import { formatJson } from "../../kube/json.ts";
import { limits } from "../../limits.ts";
import type { ApplicationData, SeenApplication } from "../../ports/application-data.ts";
import type { BulkPointer, Head } from "../../ports/applications.ts";
import { isUnserved } from "../../record/asked-state.ts";
import type { ApplicationBulk } from "../../record/bulk.ts";
import { unseenState } from "../../record/next-state.ts";
import type { SyncRecord } from "../../record/state.ts";
import { fromChunks, toChunks } from "./bulk-chunks.ts";
import { parseAsk } from "./head-ask.ts";
import { parseCounters, parseHead, parseNumber } from "./head-item.ts";
import { type ItemKey, toHeadKey, toKeyAttributes } from "./item-keys.ts";
import { parseStored } from "./item-text.ts";
import { chunkSortKeysEnd, toChunkSortKey, toRecordChunkSortKey, toRecordSortKey } from "./sort-keys.ts";
import type { Item, Table } from "./table.ts";

/** Old chunks deleted after one finish; more than these are left for the next. */
const sweepItemsMax = 200;
/** Of an application that is removed nothing is left: so many items in all are far more than it can have. */
const sweepPagesMax = 100;

/** HEAD for people, bulk data in chunks, and sync records. */
export class DynamoApplicationData implements ApplicationData {
  readonly #table: Table;
  readonly #now: () => number;

  constructor(table: Table, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  async read(name: ApplicationName): Promise<SeenApplication | undefined> {
    const key = toHeadKey(name);
    const what = `state and bulk data of ${formatApplicationName(name)}`;
    const [item, ...items] = await this.#readRange(name, { from: key.SK, to: chunkSortKeysEnd }, what);
    if (item?.["SK"]?.S !== key.SK) return undefined;
    const { state, bulk: pointer, watch } = await parseHead(item, name);
    const ask = parseAsk(item, name);
    return {
      isDue: isDue(item, this.#now()),
      ...(isUnserved(state ?? unseenState, ask) ? { ask } : {}),
      ...(state === undefined ? {} : { state }),
      ...(watch === undefined ? {} : { watch }),
      ...(pointer === undefined ? {} : { bulk: await this.#pickBulk(name, pointer, items) }),
    };
  }

  /** Mostly the chunks came with HEAD; behind many that a crash left, or moved meanwhile, they are asked for by name. */
  async #pickBulk(
    name: ApplicationName,
    pointer: BulkPointer,
    items: readonly Item[],
  ): Promise<ApplicationBulk> {
    const sortKeys = new Set(toChunkSortKeys(pointer));
    const chunks = items.filter((item) => sortKeys.has(item["SK"]?.S ?? ""));
    return chunks.length === pointer.chunks
      ? await parseBulk(chunks, name)
      : await this.readBulk(name, pointer);
  }

  async saveBulk(
    name: ApplicationName,
    pointer: Omit<BulkPointer, "chunks">,
    bulk: ApplicationBulk,
    record?: SyncRecord,
  ): Promise<BulkPointer> {
    const what = toBulkTitle(name);
    const chunks = await toChunks(formatJson(bulk), what);
    const { PK } = toHeadKey(name);
    const items = toItems(chunks, (n) => ({ PK, SK: toChunkSortKey(pointer, n) }));
    if (record === undefined) await this.#put(items, what);
    else await this.#saveWithRecord(name, items, record);
    return { ...pointer, chunks: chunks.length };
  }

  /** One request takes both where the record is one item: nobody sees the half of a record. */
  async #saveWithRecord(name: ApplicationName, items: readonly Item[], record: SyncRecord): Promise<void> {
    const what = toRecordTitle(record);
    const chunks = await toChunks(formatJson(record), what);
    const key = { PK: toHeadKey(name).PK, SK: toRecordSortKey(record.operation) };
    if (chunks.length === 1) {
      const both = [...items, ...toItems(chunks, () => key)];
      await this.#table.putMany(both, `save ${toBulkTitle(name)} and ${what}`);
      return;
    }
    await this.#put(items, toBulkTitle(name));
    await this.#saveRecordChunks(key, record, chunks);
  }

  async readBulk(name: ApplicationName, pointer: BulkPointer): Promise<ApplicationBulk> {
    const what = toBulkTitle(name);
    const range = { from: toChunkSortKey(pointer, 0), to: toChunkSortKey(pointer, pointer.chunks - 1) };
    const items = await this.#readRange(name, range, what);
    if (items.length !== pointer.chunks) await this.#refuseMoved(name, pointer, what);
    return await parseBulk(items, name);
  }

  /** Chunks go once HEAD points elsewhere: a reader without a lease that came too late is told so, not of damage. */
  async #refuseMoved(name: ApplicationName, pointer: BulkPointer, what: string): Promise<void> {
    const item = await this.#table.read(toHeadKey(name), `read HEAD of ${formatApplicationName(name)}`);
    const present = item === undefined ? undefined : (await parseHead(item, name)).bulk;
    if (present?.token === pointer.token && present.sequence === pointer.sequence) return;
    throw new ReconcileError(
      "CONFLICT",
      `Cannot read ${what}: HEAD points at newer data by now; read HEAD again`,
    );
  }

  async saveRecord(name: ApplicationName, record: SyncRecord): Promise<void> {
    const chunks = await toChunks(formatJson(record), toRecordTitle(record));
    const key = { PK: toHeadKey(name).PK, SK: toRecordSortKey(record.operation) };
    await this.#saveRecordChunks(key, record, chunks);
  }

  async #saveRecordChunks(
    key: ItemKey,
    record: SyncRecord,
    [first = {}, ...more]: readonly Item[],
  ): Promise<void> {
    const what = toRecordTitle(record);
    // The first chunk is what lists find, so it comes last.
    const toKey = (n: number) => ({ PK: key.PK, SK: toRecordChunkSortKey(record.operation, n + 1) });
    await this.#put(toItems(more, toKey), what);
    await this.#put(
      toItems([first], () => key),
      what,
    );
  }

  async readRecords(name: ApplicationName, limit: number): Promise<readonly SyncRecord[]> {
    const what = `records of ${formatApplicationName(name)}`;
    const query = {
      KeyConditionExpression: "PK = :app AND begins_with(SK, :record)",
      ExpressionAttributeValues: { ":app": { S: toHeadKey(name).PK }, ":record": { S: toRecordSortKey("") } },
      ScanIndexForward: false,
      ConsistentRead: true,
    };
    const items = await this.#table.query(query, limit, `read ${what}`);
    return Promise.all(items.map((item) => this.#toRecord(name, item)));
  }

  async #toRecord(name: ApplicationName, first: Item): Promise<SyncRecord> {
    const operation = (first["SK"]?.S ?? "").slice(toRecordSortKey("").length);
    const what = toRecordTitle({ operation });
    const chunks = parseNumber(first["chunks"]) ?? 1;
    const range = {
      from: toRecordChunkSortKey(operation, 1),
      to: toRecordChunkSortKey(operation, chunks - 1),
    };
    const more = chunks > 1 ? await this.#readRange(name, range, what) : [];
    return parseStored<SyncRecord>(await fromChunks([first, ...more], what), what);
  }

  /** Deletes old chunks: those of `old`, else all that are older than HEAD's. What is too much is left for the next time. */
  async sweep(
    name: ApplicationName,
    head: Head | "removed",
    old: readonly BulkPointer[] | undefined,
  ): Promise<void> {
    const { PK } = toHeadKey(name);
    const action = `delete old bulk data of ${formatApplicationName(name)}`;
    if (head === "removed") return await this.#sweepAll(name, action);
    if (head.bulk === undefined) return;
    const sortKeys =
      old?.flatMap(toChunkSortKeys) ?? (await this.#findOlder(name, toChunkSortKey(head.bulk, 0), action));
    if (sortKeys.length === 0) return;
    const keys = sortKeys.map((SK) => ({ PK, SK }));
    await this.#table.delete(keys, action);
  }

  async #sweepAll(name: ApplicationName, action: string): Promise<void> {
    const { PK } = toHeadKey(name);
    for (let page = 0; page < sweepPagesMax; page += 1) {
      const sortKeys = await this.#findOlder(name, chunkSortKeysEnd, action);
      if (sortKeys.length === 0) return;
      await this.#table.delete(
        sortKeys.map((SK) => ({ PK, SK })),
        action,
      );
    }
  }

  async #findOlder(name: ApplicationName, end: string, action: string): Promise<readonly string[]> {
    const query = {
      KeyConditionExpression: "PK = :app AND SK BETWEEN :oldest AND :present",
      ExpressionAttributeValues: {
        ":app": { S: toHeadKey(name).PK },
        ":oldest": { S: toChunkSortKey({ token: 0, sequence: 0 }, 0) },
        ":present": { S: end },
      },
      ProjectionExpression: "SK",
    };
    const items = await this.#table.query(query, sweepItemsMax, action);
    return items.map((item) => item["SK"]?.S ?? "").filter((sortKey) => sortKey < end);
  }

  #readRange(
    name: ApplicationName,
    range: { readonly from: string; readonly to: string },
    what: string,
  ): Promise<readonly Item[]> {
    const query = {
      KeyConditionExpression: "PK = :app AND SK BETWEEN :from AND :to",
      ExpressionAttributeValues: {
        ":app": { S: toHeadKey(name).PK },
        ":from": { S: range.from },
        ":to": { S: range.to },
      },
      ConsistentRead: true,
    };
    return this.#table.query(query, 1 + limits.tableChunksMax, `read ${what}`);
  }

  async #put(items: readonly Item[], what: string): Promise<void> {
    await Promise.all(items.map((item) => this.#table.put(item, `save ${what}`)));
  }
}

function toItems(chunks: readonly Item[], toKey: (n: number) => ItemKey): readonly Item[] {
  return chunks.map((chunk, n) => ({ ...chunk, ...toKeyAttributes(toKey(n)) }));
}

function toRecordTitle({ operation }: Pick<SyncRecord, "operation">): string {
  return `the record of operation ${operation}`;
}

/** One at rest may keep a due that is far away: its next daily comparison. */
function isDue(item: Item, now: number): boolean {
  const { want, done, owner, due } = parseCounters(item);
  return want !== done || owner !== undefined || (due !== undefined && due <= now);
}

function toBulkTitle(name: ApplicationName): string {
  return `bulk data of ${formatApplicationName(name)}`;
}

async function parseBulk(chunks: readonly Item[], name: ApplicationName): Promise<ApplicationBulk> {
  const what = toBulkTitle(name);
  return parseStored<ApplicationBulk>(await fromChunks(chunks, what), what);
}

function toChunkSortKeys(pointer: BulkPointer): readonly string[] {
  return Array.from({ length: pointer.chunks }, (_, n) => toChunkSortKey(pointer, n));
}
