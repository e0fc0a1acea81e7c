import { randomBytes } from "node:crypto";
import { createDynamoPorts, type TablePorts } from "../../src/adapters/dynamodb/dynamodb.ts";
import { openTableClient } from "../../src/adapters/dynamodb/table-client.ts";
import { limits } from "../../src/limits.ts";
import { joinState } from "../../src/local/join-state.ts";
import { logLine } from "../middleware/log-line.ts";
import { deadline } from "./deadline.ts";
import type { FunctionEnvironment } from "./environment.ts";

/** Opens the table: of AWS, or in the local mode that of the process which has the state folder. */
export async function openTable(environment: FunctionEnvironment): Promise<TablePorts> {
  const now = () => Date.now();
  if (environment.state !== "") return await joinState(environment.state, { now, report });
  return createDynamoPorts({
    client: openTableClient({}),
    table: environment.table,
    // One execution environment runs one invocation at a time, and is named once.
    owner: `${process.env["AWS_LAMBDA_LOG_STREAM_NAME"] ?? "function"}/${randomBytes(6).toString("hex")}`,
    leaseMs: () => Math.max(deadline() - now(), 0) + limits.leaseMarginMs,
    now,
    report,
  });
}

function report(error: unknown): void {
  logLine("WARN", "Tried again later", { error });
}
