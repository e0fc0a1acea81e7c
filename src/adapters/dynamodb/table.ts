import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { ReconcileError } from "../../errors.ts";
import { type ItemKey, toKeyAttributes } from "./item-keys.ts";
import { isRefused, toTableError } from "./table-errors.ts";

export type Item = Record<string, AttributeValue>;

/** One conditional write: `condition` uses `#attribute` and `:value`; values are of `set` (by its name) and `values`. */
export type ItemUpdate = {
  readonly key: ItemKey;
  readonly set?: Item;
  /** A number is added; texts are put into a set, which is made where there is none. */
  readonly add?: Readonly<Record<string, number | readonly string[]>>;
  readonly remove?: readonly string[];
  readonly condition?: string;
  readonly values?: Item;
  /** Whether the item is wanted as it is after the write. */
  readonly readBack?: boolean;
  /** Completes "Cannot …" in messages. */
  readonly action: string;
};

/** What came of a write: the item after it (with `readBack`), or the rival's that refused it where the table gives it. */
export type Written = { readonly refused: boolean; readonly item: Item | undefined };

const batchItemsMax = 25;
const batchReadsMax = 100;
const pagesMax = 10_000;

/** The table in the few operations that the protocol needs; every read is consistent but those of indexes. */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;

  constructor(client: DynamoDBClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** Writes to one item, if its condition holds. */
  async update(update: ItemUpdate): Promise<Written> {
    const input = { TableName: this.#name, ...toUpdateInput(update) };
    try {
      const answer = await this.#client.send(new UpdateItemCommand(input));
      return { refused: false, item: answer.Attributes };
    } catch (error) {
      if (!isRefused(error)) throw toTableError(error, update.action);
      return { refused: true, item: error.Item };
    }
  }

  /** Writes a whole item; false: the condition refused it. */
  async put(
    item: Item,
    action: string,
    only?: { readonly condition: string; readonly values: Item },
  ): Promise<boolean> {
    const guard = only === undefined ? {} : toGuard(only.condition, only.values);
    try {
      await this.#client.send(new PutItemCommand({ TableName: this.#name, Item: item, ...guard }));
      return true;
    } catch (error) {
      if (isRefused(error)) return false;
      throw toTableError(error, action);
    }
  }

  /** Deletes one item; false: the condition refused it. */
  async remove(
    key: ItemKey,
    action: string,
    only: { readonly condition: string; readonly values: Item },
  ): Promise<boolean> {
    const guard = toGuard(only.condition, only.values);
    try {
      const input = { TableName: this.#name, Key: toKeyAttributes(key), ...guard };
      await this.#client.send(new DeleteItemCommand(input));
      return true;
    } catch (error) {
      if (isRefused(error)) return false;
      throw toTableError(error, action);
    }
  }

  async read(key: ItemKey, action: string): Promise<Item | undefined> {
    const input = { TableName: this.#name, Key: toKeyAttributes(key), ConsistentRead: true };
    try {
      return (await this.#client.send(new GetItemCommand(input))).Item;
    } catch (error) {
      throw toTableError(error, action);
    }
  }

  /** Reads one attribute of many items; those that are not there are left out, in no order. */
  async readMany(keys: readonly ItemKey[], attribute: string, action: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    let waiting = keys.map(toKeyAttributes);
    for (let page = 0; waiting.length > 0 && page < pagesMax; page += 1) {
      const asked = waiting.slice(0, batchReadsMax);
      const request = {
        Keys: asked,
        ConsistentRead: true,
        ProjectionExpression: "PK, #attribute",
        ExpressionAttributeNames: { "#attribute": attribute },
      };
      const answer = await this.#readBatch({ [this.#name]: request }, action);
      items.push(...(answer.Responses?.[this.#name] ?? []));
      waiting = [...(answer.UnprocessedKeys?.[this.#name]?.Keys ?? []), ...waiting.slice(batchReadsMax)];
    }
    return items;
  }

  async #readBatch(RequestItems: NonNullable<BatchGetItemCommandInput["RequestItems"]>, action: string) {
    try {
      return await this.#client.send(new BatchGetItemCommand({ RequestItems }));
    } catch (error) {
      throw toTableError(error, action);
    }
  }

  /** Reads the items of a query, page by page, until there are `limit`. */
  async query(
    query: Omit<QueryCommandInput, "TableName">,
    limit: number,
    action: string,
  ): Promise<readonly Item[]> {
    const items: Item[] = [];
    let start: Item | undefined;
    for (let page = 0; page < pagesMax; page += 1) {
      const input = { TableName: this.#name, ...query, Limit: limit - items.length };
      const answer = await this.#page(
        start === undefined ? input : { ...input, ExclusiveStartKey: start },
        action,
      );
      items.push(...(answer.Items ?? []));
      start = answer.LastEvaluatedKey;
      if (start === undefined || items.length >= limit) break;
    }
    return items;
  }

  async #page(input: QueryCommandInput, action: string) {
    try {
      return await this.#client.send(new QueryCommand(input));
    } catch (error) {
      throw toTableError(error, action);
    }
  }

  /** Writes whole items, whatever is there, in few requests; the ones that DynamoDB leaves for later are sent again. */
  async putMany(items: readonly Item[], action: string): Promise<void> {
    let waiting = items.map((Item) => ({ PutRequest: { Item } }));
    for (let page = 0; waiting.length > 0; page += 1) {
      if (page === pagesMax) throw new ReconcileError("STATE_UNREACHABLE", `Cannot ${action}: it never ends`);
      const left = await this.#writeBatch(waiting.slice(0, batchItemsMax), action);
      waiting = [
        ...left.flatMap(({ PutRequest }) => toPut(PutRequest?.Item)),
        ...waiting.slice(batchItemsMax),
      ];
    }
  }

  async #writeBatch(requests: readonly WriteRequest[], action: string): Promise<readonly WriteRequest[]> {
    const input = { RequestItems: { [this.#name]: [...requests] } };
    try {
      const answer = await this.#client.send(new BatchWriteItemCommand(input));
      return answer.UnprocessedItems?.[this.#name] ?? [];
    } catch (error) {
      throw toTableError(error, action);
    }
  }

  /** Deletes items; the ones that DynamoDB left for later are left for the next sweep. */
  async delete(keys: readonly ItemKey[], action: string): Promise<void> {
    const requests = keys.map((key) => ({ DeleteRequest: { Key: toKeyAttributes(key) } }));
    for (let from = 0; from < requests.length; from += batchItemsMax)
      await this.#writeBatch(requests.slice(from, from + batchItemsMax), action);
  }
}

function toPut(item: Item | undefined): readonly { readonly PutRequest: { readonly Item: Item } }[] {
  return item === undefined ? [] : [{ PutRequest: { Item: item } }];
}

function toUpdateInput(update: ItemUpdate) {
  const { set = {}, add = {}, remove = [] } = update;
  const parts = [
    list("SET", Object.keys(set), (name) => `#${name} = :${name}`),
    list("ADD", Object.keys(add), (name) => `#${name} :${name}`),
    list("REMOVE", remove, (name) => `#${name}`),
  ];
  const expression = parts.filter((part) => part !== "").join(" ");
  const values = { ...update.values };
  for (const [name, value] of Object.entries(set)) values[`:${name}`] = value;
  for (const [name, value] of Object.entries(add)) values[`:${name}`] = toAdded(value);
  return {
    Key: toKeyAttributes(update.key),
    UpdateExpression: expression,
    ...(update.condition !== undefined && {
      ConditionExpression: update.condition,
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    }),
    ExpressionAttributeNames: toNames(`${expression} ${update.condition ?? ""}`),
    ...(update.readBack === true && { ReturnValues: "ALL_NEW" as const }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

function toAdded(value: number | readonly string[]): AttributeValue {
  return typeof value === "number" ? { N: String(value) } : { SS: [...value] };
}

function toGuard(condition: string, values: Item) {
  return {
    ConditionExpression: condition,
    ExpressionAttributeNames: toNames(condition),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

function list(word: string, names: readonly string[], write: (name: string) => string): string {
  return names.length === 0 ? "" : `${word} ${names.map(write).join(", ")}`;
}

/** Every attribute is named by a placeholder: several of ours are reserved words (owner, token, state). */
function toNames(expression: string): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [placeholder, name = ""] of expression.matchAll(/#(\w+)/g)) names[placeholder] = name;
  return names;
}
