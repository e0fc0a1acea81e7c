import { type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { ItemKey } from "./item-keys.ts";
import { type Item, Table } from "./table.ts";
import { toTableError } from "./table-errors.ts";
import { dueIndex, kindIndex, repositoryIndex } from "./table-schema.ts";

/** An index and the two attributes that put an item into it. */
type IndexKeys = { readonly index: string; readonly hash: string; readonly range: string };

const indexes: readonly IndexKeys[] = [
  { index: dueIndex, hash: "dueShard", range: "due" },
  { index: kindIndex, hash: "kind", range: "kindName" },
  { index: repositoryIndex, hash: "repo", range: "repoApp" },
];

/**
 * Makes the indexes of an embedded table agree with its items again. The emulator writes index entries and the item one after the
 * other, so a process that is killed between leaves an item without its entry, or an entry without its item. Nobody else may use
 * the table meanwhile. A table of AWS never needs this: there it would be a scan for nothing.
 */
export async function repairIndexes(client: DynamoDBClient, tableName: string): Promise<void> {
  const table = new Table(client, tableName);
  for (const keys of indexes) {
    const items = await scan(client, tableName, keys);
    const entries = await scan(client, tableName, keys, keys.index);
    const present = new Map(items.map((item) => [identityOf(item), item]));
    for (const entry of entries) {
      const item = present.get(identityOf(entry));
      if (item === undefined || placeOf(item, keys) !== placeOf(entry, keys))
        await dropEntry(table, entry, keys);
    }
    const listed = new Set(entries.map((entry) => identityOf(entry) + placeOf(entry, keys)));
    const missing = items.filter((item) => !listed.has(identityOf(item) + placeOf(item, keys)));
    for (const item of missing) await place(table, item, keys);
  }
}

/** Moves the item to where the stale entry is and back, which takes the entry away. */
async function dropEntry(table: Table, entry: Item, keys: IndexKeys): Promise<void> {
  const before = await table.read(toItemKey(entry), "repair the indexes");
  await place(table, entry, keys);
  if (before === undefined) await table.delete([toItemKey(entry)], "repair the indexes");
  else if (before[keys.hash] !== undefined && before[keys.range] !== undefined)
    await place(table, before, keys);
  else
    await table.update({
      key: toItemKey(entry),
      remove: [keys.hash, keys.range],
      action: "repair the indexes",
    });
}

/** Writes an item's own place again: the emulator writes its entry with it. */
async function place(table: Table, item: Item, { hash, range }: IndexKeys): Promise<void> {
  const { [hash]: shard, [range]: order } = item;
  if (shard === undefined || order === undefined) return;
  await table.update({
    key: toItemKey(item),
    set: { [hash]: shard, [range]: order },
    action: "repair the indexes",
  });
}

async function scan(
  client: DynamoDBClient,
  tableName: string,
  { hash, range }: IndexKeys,
  index?: string,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const input = {
    TableName: tableName,
    ...(index === undefined ? {} : { IndexName: index }),
    FilterExpression: "attribute_exists(#hash)",
    ProjectionExpression: "PK, SK, #hash, #range",
    ExpressionAttributeNames: { "#hash": hash, "#range": range },
  };
  let start: Item | undefined;
  do {
    try {
      const answer = await client.send(
        new ScanCommand({ ...input, ...(start && { ExclusiveStartKey: start }) }),
      );
      items.push(...(answer.Items ?? []));
      start = answer.LastEvaluatedKey;
    } catch (error) {
      throw toTableError(error, "repair the indexes");
    }
  } while (start !== undefined);
  return items;
}

function toItemKey(item: Item): ItemKey {
  return { PK: item["PK"]?.S ?? "", SK: item["SK"]?.S ?? "" };
}

function identityOf(item: Item): string {
  return `${item["PK"]?.S} ${item["SK"]?.S} `;
}

function placeOf(item: Item, { hash, range }: IndexKeys): string {
  return JSON.stringify([item[hash], item[range]]);
}
