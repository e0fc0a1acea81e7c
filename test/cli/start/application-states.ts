import type { Row } from "../../../src/cli/start/read-rows.ts";
import type { ApplicationState } from "../../../src/record/state.ts";
import type { Operation } from "../../../src/sync/operation.ts";

/** An application that nothing is wrong with. */
export const rest: ApplicationState = {
  sync: { status: "Synced", revision: "0123456789abcdef" },
  health: { status: "Healthy" },
  conditions: [],
  history: [],
};

/** An operation in the middle of its work. */
export const runningOperation: Operation = {
  id: "operation",
  phase: "Running",
  message: "one of two objects applied",
  revision: { sha: "0123456789abcdef", author: "", subject: "", committedAt: 0 },
  initiatedBy: { username: "", automated: true },
  specHash: "",
  prune: true,
  startedAt: 1,
  retries: 0,
  results: [],
};

/** A row of a table. */
export function row(name: string, fields: Partial<Row> = {}): Row {
  return {
    name,
    sync: "Synced",
    health: "Healthy",
    revision: "01234567",
    message: "",
    isReached: true,
    expected: "Synced Healthy",
    operation: "1",
    isHealed: false,
    ...fields,
  };
}
