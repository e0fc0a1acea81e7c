import { ClassicLevel } from "classic-level";
import { tableSchema } from "../adapters/dynamodb/table-schema.ts";
import { localTable } from "./local-lease.ts";

/**
 * Gives the closed store of an older program the indexes of this one; every item stays. dynalite adds no index to a table, so what
 * it keeps of the table is written anew, in one write. A new index is right from the start: no item has its attributes yet.
 */
export async function upgradeTable(path: string): Promise<void> {
  const store = new ClassicLevel<string, object>(path, { valueEncoding: "json" });
  try {
    const key = `table~${localTable}`;
    const present = await store.get(key);
    const { AttributeDefinitions, GlobalSecondaryIndexes } = tableSchema(localTable);
    const indexes = GlobalSecondaryIndexes.map((index) => ({ ...emptyIndex, ...index }));
    await store.put(key, { ...present, AttributeDefinitions, GlobalSecondaryIndexes: indexes });
  } finally {
    await store.close();
  }
}

/** What dynalite notes of an index beside its definition. */
const emptyIndex = {
  IndexArn: "arn:aws:dynamodb:local:000000000000:table/outrigger/index",
  IndexStatus: "ACTIVE",
  IndexSizeBytes: 0,
  ItemCount: 0,
  ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
};
