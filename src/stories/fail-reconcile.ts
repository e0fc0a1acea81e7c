import { formatApplicationName } from "../application/application.ts";
import { codeOf, type ErrorCode, messageOf, nextMove } from "../errors.ts";
import { limits } from "../limits.ts";
import type { Ports } from "../ports/ports.ts";
import { type Finding, mergeConditions } from "../record/conditions.ts";
import { toPinFindings, untilPinEnds } from "../record/pin.ts";
import type { ApplicationState } from "../record/state.ts";
import { toSummary, toSyncRecord } from "../record/sync-record.ts";
import { toAttempt } from "../sync/attempt.ts";
import type { Operation } from "../sync/operation.ts";
import { toFinished } from "../sync/results.ts";
import { toNext, toRest } from "./conclude-reconcile.ts";
import type { Outcome } from "./outcome.ts";
import { noteWatch, type Session } from "./session.ts";

/** Argo CD's condition for each kind of failure; all others are a ComparisonError. */
const conditionOf: Partial<Record<ErrorCode, string>> = {
  APPLICATION_INVALID: "InvalidSpecError",
  CLUSTER_GONE: "InvalidSpecError",
  CLUSTER_UNKNOWN: "InvalidSpecError",
  PROJECT_DENIED: "InvalidSpecError",
  UNSUPPORTED: "InvalidSpecError",
};

/**
 * Writes down why an application could not be compared: status Unknown (a repository that is out of reach has a grace) and a
 * condition; health, resources and inventory stay
 * as they were last seen. Nothing is pruned, because nothing is planned. A running operation waits for an outside that fails,
 * and ends in Error where somebody must change something.
 */
export async function failReconcile(session: Session, error: unknown, ports: Ports): Promise<Outcome> {
  const now = ports.clock.now();
  const code = codeOf(error) ?? "UNEXPECTED";
  const move = code === "UNEXPECTED" ? "retry" : nextMove[code];
  const wrong = { type: toConditionType(code), message: messageOf(error) };
  const ended = endOperation(session.state.operation, {
    isStalled: move === "stall",
    message: wrong.message,
    now,
  });
  const isBorne = code === "REPOSITORY_UNREACHABLE" && isSameSource(session);
  const { finding, isInGrace } = isBorne
    ? bearWith(wrong, session.state, ports)
    : { finding: wrong, isInGrace: false };
  const findings = [finding, ...toPinFindings(session.state, formatApplicationName(session.lease.name))];
  const state = toFailedState(session.state, findings, { ended, now, isInGrace });
  if (ended !== undefined) {
    await ports.data.saveRecord(session.lease.name, toSyncRecord(session.lease.name, ended));
  }
  const { watch, target } = session.found;
  // Another commit may be all right, and its push was noticed before this end.
  const isBehind = ended !== undefined && target !== undefined && target !== ended.revision.sha;
  const retryAt = move === "stall" ? undefined : now + toPause(state, finding, now);
  const dueAt = isBehind ? now : retryAt;
  const noted = watch === undefined ? {} : await noteWatch(session, watch, ports);
  const { bulk } = session.lease.head;
  // Without a watch of now, the one before stays.
  const head = { state, ...(bulk === undefined ? {} : { bulk }), ...noted };
  const restUntil = untilPinEnds(dueAt ?? toRest(session.lease.name, now, ports), state);
  const finished = await ports.applications.finish(session.lease, head, restUntil);
  const nextLook = finished === "again" ? now : dueAt;
  return {
    held: false,
    state,
    bulk: session.bulk,
    ...toNext(nextLook, restUntil),
    failure: { code, cause: error },
    renders: 0,
    dryRuns: 0,
  };
}

/** Gives the pause after a failure: the longer an outside has failed in the same way, the more seldom it is asked. */
export function toPause({ conditions }: ApplicationState, { type, message }: Finding, now: number): number {
  const same = conditions.find((condition) => condition.type === type && condition.message === message);
  const ageMs = now - (same?.since ?? now);
  return Math.min(Math.max(Math.round(ageMs / 4), limits.failurePauseMs), limits.failurePauseMaxMs);
}

function toConditionType(code: ErrorCode | "UNEXPECTED"): string {
  if (code === "UNEXPECTED") return "UnknownError";
  return conditionOf[code] ?? "ComparisonError";
}

/** A repository that was not read before has nothing that could stay. */
function isSameSource({ lease, found }: Session): boolean {
  const before = lease.head.watch;
  const now = found.watch;
  return before?.repoUrl === now?.repoUrl && before?.targetRevision === now?.targetRevision;
}

/**
 * The grace counts from the first error of a run of errors, whatever each of them says, as in Argo CD:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/controller/state.go#L749
 */
function bearWith(
  { type, message }: Finding,
  { conditions }: ApplicationState,
  { clock, settings }: Ports,
): { readonly finding: Finding; readonly isInGrace: boolean } {
  const now = clock.now();
  const told = conditions.filter((condition) => condition.type === type).map((condition) => condition.since);
  const since = Math.min(now, ...told);
  const until = since + settings.reconciliation.graceMs;
  if (now >= until) return { finding: { type, message, since }, isInGrace: false };
  const borne = `${message}; until ${new Date(until).toISOString()} its status stays as it was`;
  return { finding: { type, message: borne, since }, isInGrace: true };
}

type End = { readonly isStalled: boolean; readonly message: string; readonly now: number };

/** What a person ends needs no comparison any more, unless hooks of it are to be cleaned up. */
function endOperation(
  operation: Operation | undefined,
  { isStalled, message, now }: End,
): Operation | undefined {
  if (operation === undefined) return undefined;
  const hooks = operation.results.filter((result) => result.hook && result.cleaned !== true);
  const isTerminated = operation.terminated === true && operation.superseded !== true;
  if (isTerminated && (isStalled || hooks.length === 0)) {
    const left = hooks.length === 0 ? "" : `; its hooks were not cleaned up: ${message}`;
    return toFinished(operation, { phase: "Failed", message: `${operation.message}${left}`, now });
  }
  return isStalled ? toFinished(operation, { phase: "Error", message, now }) : undefined;
}

function toFailedState(
  before: ApplicationState,
  findings: readonly Finding[],
  end: { readonly ended: Operation | undefined; readonly now: number; readonly isInGrace: boolean },
): ApplicationState {
  const { operation, ...kept } = before;
  const conditions = mergeConditions(before.conditions, findings, end.now);
  const sync = end.isInGrace ? before.sync : { ...before.sync, status: "Unknown" as const };
  const failed = { ...kept, sync, conditions };
  if (end.ended !== undefined) {
    return { ...failed, lastOperation: toSummary(end.ended), attempt: toAttempt(end.ended) };
  }
  return operation === undefined ? failed : { ...failed, operation: { ...operation, results: [] } };
}
