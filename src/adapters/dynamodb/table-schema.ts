import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { toTableError } from "./table-errors.ts";

/** Sparse index of HEAD items by `due`, spread over shards so that no partition takes every write. */
export const dueIndex = "due";
/** Sparse index of SPEC items by kind: the names that lists print. */
export const kindIndex = "byKind";

const text = (AttributeName: string): AttributeDefinition => ({ AttributeName, AttributeType: "S" });

/** Describes the table: a template for AWS must say the same. */
function tableSchema(tableName: string): CreateTableCommandInput {
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
        // What tells a lease that somebody holds from one that is over.
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["owner", "exp"] },
      },
      {
        IndexName: kindIndex,
        KeySchema: [
          { AttributeName: "kind", KeyType: "HASH" },
          { AttributeName: "kindName", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  };
}

/** Makes the table and waits until it can be used; for the local modes and tests. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await client.send(new CreateTableCommand(tableSchema(tableName)));
  await waitUntilTableExists(
    { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 },
    { TableName: tableName },
  );
}

/** Gives a table's status, such as ACTIVE; undefined: there is none. */
export async function readTableStatus(
  client: DynamoDBClient,
  tableName: string,
): Promise<string | undefined> {
  try {
    const answer = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return answer.Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw toTableError(error, `look at the table ${tableName}`);
  }
}
