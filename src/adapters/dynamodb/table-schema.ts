import { isDeepStrictEqual } from "node:util";
import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndexDescription,
  ResourceNotFoundException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { toTableError } from "./table-errors.ts";

/** Sparse index of HEAD items by `due`, spread over shards so that no partition takes every write. */
export const dueIndex = "due";
/** Sparse index of SPEC items by kind: the names that lists print. */
export const kindIndex = "byKind";
/** Sparse index of HEAD items by the repository that they watch: one push reads one partition. */
export const repositoryIndex = "byRepository";

const text = (AttributeName: string): AttributeDefinition => ({ AttributeName, AttributeType: "S" });

/**
 * Describes the table: a template for AWS must say the same, and turn on time to live by the attribute `ttl` (seconds). What is
 * beyond its time counts as gone before DynamoDB deletes it, so that a table without time to live only grows.
 */
export function tableSchema(tableName: string) {
  return {
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      text("PK"),
      text("SK"),
      text("dueShard"),
      { AttributeName: "due", AttributeType: "N" },
      text("kind"),
      text("kindName"),
      text("repo"),
      text("repoApp"),
    ],
    KeySchema: [
      { AttributeName: "PK", KeyType: "HASH" },
      { AttributeName: "SK", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: dueIndex,
        KeySchema: [
          { AttributeName: "dueShard", KeyType: "HASH" },
          { AttributeName: "due", KeyType: "RANGE" },
        ],
        // What tells a lease that somebody holds from one that is over, and a message on its way from none.
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["owner", "exp", "sent"] },
      },
      {
        IndexName: kindIndex,
        KeySchema: [
          { AttributeName: "kind", KeyType: "HASH" },
          { AttributeName: "kindName", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
      {
        IndexName: repositoryIndex,
        KeySchema: [
          { AttributeName: "repo", KeyType: "HASH" },
          { AttributeName: "repoApp", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["watch"] },
      },
    ],
  } satisfies CreateTableCommandInput;
}

/** Makes the table and waits until it can be used; for the local modes and tests. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await client.send(new CreateTableCommand(tableSchema(tableName)));
  await waitUntilTableExists(
    { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 },
    { TableName: tableName },
  );
}

/** Gives a table's status, such as ACTIVE; OUTDATED: its indexes are not those of tableSchema; undefined: there is none. */
export async function readTableStatus(
  client: DynamoDBClient,
  tableName: string,
): Promise<string | undefined> {
  try {
    const answer = await client.send(new DescribeTableCommand({ TableName: tableName }));
    const { TableStatus, GlobalSecondaryIndexes = [] } = answer.Table ?? {};
    return TableStatus === "ACTIVE" && isOutdated(GlobalSecondaryIndexes) ? "OUTDATED" : TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw toTableError(error, `look at the table ${tableName}`);
  }
}

function isOutdated(present: readonly GlobalSecondaryIndexDescription[]): boolean {
  return tableSchema("").GlobalSecondaryIndexes.some(({ IndexName, Projection }) => {
    const index = present.find((each) => each.IndexName === IndexName);
    return index === undefined || !isDeepStrictEqual(index.Projection, Projection);
  });
}
