import type { Item, Table } from "./table.ts";
import { kindIndex } from "./table-schema.ts";

const itemsMax = 100_000;

/** Reads the keys of every SPEC item of a kind, and the name that it is listed under (`kindName`). The index may lag. */
export function readKind(table: Table, kind: string): Promise<readonly Item[]> {
  const query = {
    IndexName: kindIndex,
    KeyConditionExpression: "#kind = :kind",
    ExpressionAttributeNames: { "#kind": "kind" },
    ExpressionAttributeValues: { ":kind": { S: kind } },
  };
  return table.query(query, itemsMax, `list every ${kind}`);
}
