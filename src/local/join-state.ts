import { resolve } from "node:path";
import { createDynamoPorts, type TablePorts } from "../adapters/dynamodb/dynamodb.ts";
import { openLocalTableClient } from "../adapters/dynamodb/table-client.ts";
import { ReconcileError } from "../errors.ts";
import { type LocalLeaseOptions, localTable, toLocalLease } from "./local-lease.ts";
import { readOwner } from "./owner-file.ts";
import { openTableRelay } from "./table-relay.ts";

/**
 * Joins the process that has a state folder's table open, and never opens it itself: what a function needs, without the weight
 * of the embedded table. Throws STATE_UNREACHABLE where nobody has it open.
 */
export async function joinState(dir: string, options: LocalLeaseOptions): Promise<TablePorts> {
  const path = resolve(dir);
  const owner = await readOwner(path);
  if (owner === undefined) {
    const message = `Cannot join the state folder ${path}: no process has its table open; start serverless offline`;
    throw new ReconcileError("STATE_UNREACHABLE", message);
  }
  const client = openLocalTableClient(openTableRelay(owner).send);
  return createDynamoPorts({ client, table: localTable, ...toLocalLease(options) });
}
