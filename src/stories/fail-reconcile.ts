import { codeOf, type ErrorCode, messageOf, nextMove } from "../errors.ts";
import { limits } from "../limits.ts";
import type { Ports } from "../ports/ports.ts";
import { type Finding, mergeConditions } from "../record/conditions.ts";
import type { ApplicationState } from "../record/state.ts";
import { toSummary, toSyncRecord } from "../record/sync-record.ts";
import { toAttempt } from "../sync/decision.ts";
import type { Operation } from "../sync/operation.ts";
import { toFinished } from "../sync/results.ts";
import type { Outcome } from "./outcome.ts";
import type { Session } from "./session.ts";

/** Argo CD's condition for each kind of failure; all others are a ComparisonError. */
const conditionOf: Partial<Record<ErrorCode, string>> = {
  APPLICATION_INVALID: "InvalidSpecError",
  CLUSTER_UNKNOWN: "InvalidSpecError",
  PROJECT_DENIED: "InvalidSpecError",
  UNSUPPORTED: "InvalidSpecError",
};

/**
 * Writes down why an application could not be compared: status Unknown and a condition; health, resources and inventory stay
 * as they were last seen. Nothing is pruned, because nothing is planned. A running operation waits for an outside that fails,
 * and ends in Error where somebody must change something.
 */
export async function failReconcile(session: Session, error: unknown, ports: Ports): Promise<Outcome> {
  const now = ports.clock.now();
  const code = codeOf(error) ?? "UNEXPECTED";
  const move = code === "UNEXPECTED" ? "retry" : nextMove[code];
  const finding = { type: toConditionType(code), message: messageOf(error) };
  const ended = move === "stall" ? endOperation(session.state.operation, finding.message, now) : undefined;
  const state = toFailedState(session.state, finding, { ended, now });
  if (ended !== undefined) {
    await ports.data.saveRecord(session.lease.name, toSyncRecord(session.lease.name, ended));
  }
  const dueAt = move === "stall" ? undefined : now + limits.failurePauseMs;
  const { bulk } = session.lease.head;
  const head = bulk === undefined ? { state } : { state, bulk };
  const finished = await ports.applications.finish(session.lease, head, dueAt);
  const nextLook = finished === "again" ? now : dueAt;
  return {
    held: false,
    state,
    bulk: session.bulk,
    ...(nextLook === undefined ? {} : { dueAt: nextLook }),
    failure: { code, cause: error },
    renders: 0,
    dryRuns: 0,
  };
}

function toConditionType(code: ErrorCode | "UNEXPECTED"): string {
  if (code === "UNEXPECTED") return "UnknownError";
  return conditionOf[code] ?? "ComparisonError";
}

function endOperation(operation: Operation | undefined, message: string, now: number): Operation | undefined {
  return operation === undefined ? undefined : toFinished(operation, { phase: "Error", message, now });
}

function toFailedState(
  before: ApplicationState,
  finding: Finding,
  end: { readonly ended: Operation | undefined; readonly now: number },
): ApplicationState {
  const { operation, ...kept } = before;
  const conditions = mergeConditions(before.conditions, [finding], end.now);
  const failed = { ...kept, sync: { ...before.sync, status: "Unknown" as const }, conditions };
  if (end.ended !== undefined) {
    return { ...failed, lastOperation: toSummary(end.ended), attempt: toAttempt(end.ended) };
  }
  return operation === undefined ? failed : { ...failed, operation: { ...operation, results: [] } };
}
