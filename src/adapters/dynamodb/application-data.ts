import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import { formatJson } from "../../kube/json.ts";
import { limits } from "../../limits.ts";
import type { ApplicationData, SeenApplication } from "../../ports/application-data.ts";
import type { BulkPointer, Head } from "../../ports/applications.ts";
import type { ApplicationBulk } from "../../record/bulk.ts";
import type { SyncRecord } from "../../record/state.ts";
import { fromChunks, toChunks } from "./bulk-chunks.ts";
import { parseCounters, parseHead, parseNumber } from "./head-item.ts";
import { type ItemKey, toHeadKey, toKeyAttributes } from "./item-keys.ts";
import { chunkSortKeysEnd, toChunkSortKey, toRecordChunkSortKey, toRecordSortKey } from "./sort-keys.ts";
import { parseStored } from "./stored-json.ts";
import type { Item, Table } from "./table.ts";

/** Old chunks deleted after one finish; more than these are left for the next. */
const sweepItemsMax = 200;

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
    const { state, bulk: pointer } = await parseHead(item, name);
    return {
      isDue: isDue(item, this.#now()),
      ...(state === undefined ? {} : { state }),
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
  ): Promise<BulkPointer> {
    const what = toBulkTitle(name);
    const chunks = await toChunks(formatJson(bulk), what);
    await this.#saveChunks(chunks, (n) => ({ PK: toHeadKey(name).PK, SK: toChunkSortKey(pointer, n) }), what);
    return { ...pointer, chunks: chunks.length };
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
    const { PK } = toHeadKey(name);
    const what = `the record of operation ${record.operation}`;
    const [first = {}, ...more] = await toChunks(formatJson(record), what);
    // The first chunk is what lists find, so it comes last.
    await this.#saveChunks(more, (n) => ({ PK, SK: toRecordChunkSortKey(record.operation, n + 1) }), what);
    await this.#saveChunks([first], () => ({ PK, SK: toRecordSortKey(record.operation) }), what);
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
    const what = `the record of operation ${operation}`;
    const chunks = parseNumber(first["chunks"]) ?? 1;
    const range = {
      from: toRecordChunkSortKey(operation, 1),
      to: toRecordChunkSortKey(operation, chunks - 1),
    };
    const more = chunks > 1 ? await this.#readRange(name, range, what) : [];
    return parseStored<SyncRecord>(await fromChunks([first, ...more], what), what);
  }

  /** Deletes old chunks: those of `old`, else all that are older than HEAD's. What is too much is left for the next time. */
  async sweep(name: ApplicationName, head: Head, old: readonly BulkPointer[] | undefined): Promise<void> {
    if (head.bulk === undefined) return;
    const { PK } = toHeadKey(name);
    const action = `delete old bulk data of ${formatApplicationName(name)}`;
    const sortKeys = old?.flatMap(toChunkSortKeys) ?? (await this.#findOlder(name, head.bulk, action));
    if (sortKeys.length === 0) return;
    const keys = sortKeys.map((SK) => ({ PK, SK }));
    await this.#table.delete(keys, action);
  }

  async #findOlder(name: ApplicationName, present: BulkPointer, action: string): Promise<readonly string[]> {
    const end = toChunkSortKey(present, 0);
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

  async #saveChunks(chunks: readonly Item[], toKey: (n: number) => ItemKey, what: string): Promise<void> {
    const items = chunks.map((chunk, n) => ({ ...chunk, ...toKeyAttributes(toKey(n)) }));
    await Promise.all(items.map((item) => this.#table.put(item, `save ${what}`)));
  }
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
