import type { Application } from "../application/application.ts";
import type { SyncStatus } from "../drift/verdict.ts";
import type { Health } from "../health/health-status.ts";
import { toAttempt } from "../sync/attempt.ts";
import type { Operation } from "../sync/operation.ts";
import { type Finding, mergeConditions } from "./conditions.ts";
import { noteHealth } from "./health-changes.ts";
import type { ApplicationState } from "./state.ts";
import { addToHistory, isPartial, toSummary } from "./sync-record.ts";

/** What one reconcile found out, before it is put beside what was known. */
export type Findings = {
  readonly revision: string;
  readonly sync: SyncStatus;
  readonly health: Health;
  readonly findings: readonly Finding[];
  /** Running, waiting or just finished; undefined: there was nothing to do. */
  readonly operation?: Operation;
};

/** The state of an application that nobody has looked at yet. */
export const unseenState: ApplicationState = {
  sync: { status: "Unknown", revision: "" },
  health: { status: "Unknown" },
  conditions: [],
  history: [],
};

/** Gives the state after a reconcile; a finished operation becomes the last one, history and the attempt's memory. */
export function toNextState(
  before: ApplicationState,
  found: Findings,
  context: { readonly application: Application; readonly now: number },
): ApplicationState {
  const { operation: _operation, requested, yields: _yields, ...kept } = before;
  const next: ApplicationState = {
    ...kept,
    sync: { status: found.sync, revision: found.revision },
    health: found.health,
    healthChanges: noteHealth(before.healthChanges ?? [], found.health, context.now),
    ...toOperationFields(before, found.operation, context.application),
    // A request is served by the operation that it started.
    ...(requested === undefined || found.operation !== undefined ? {} : { requested }),
  };
  const findings = [...found.findings, ...toSyncErrors(next)];
  return { ...next, conditions: mergeConditions(before.conditions, findings, context.now) };
}

function toOperationFields(
  before: ApplicationState,
  operation: Operation | undefined,
  application: Application,
): Partial<ApplicationState> {
  if (operation === undefined) return {};
  if (operation.finishedAt === undefined) return { operation: { ...operation, results: [] } };
  return {
    lastOperation: toSummary(operation),
    history: addToHistory(before.history, operation, application),
    ...(isAttempt(operation) ? { attempt: toAttempt(operation) } : {}),
    ...(operation.superseded === true ? { yields: (operation.yields ?? 0) + 1 } : {}),
  };
}

/** Self-healing backs off by its attempts; a part that a person chose leaves the rest to the automation. */
function isAttempt(operation: Operation): boolean {
  return operation.refused !== true && (operation.only !== undefined || !isPartial(operation));
}

function toSyncErrors(state: ApplicationState): readonly Finding[] {
  const last = state.lastOperation;
  if (last === undefined || last.phase === "Succeeded" || state.sync.status === "Synced") return [];
  if (last.choices?.dryRun === true) return [];
  const message = `Last sync to ${last.revision.sha.slice(0, 8)} ended ${last.phase}: ${last.message}`;
  return [{ type: "SyncError", message }];
}
