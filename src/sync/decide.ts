import { checkWindows } from "../project/sync-windows.ts";
import { toAttempt } from "./attempt.ts";
import { toAutomatedDecision } from "./automated.ts";
import { type Decision, type DecisionInput, toClosed, toOperation } from "./decision.ts";
import type { Operation } from "./operation.ts";
import { toFinished } from "./results.ts";
import { beginRetry } from "./retry.ts";

/**
 * Decides whether a sync goes on, starts, or is not due. An operation that runs is resumed; one that waits for its retry gives
 * way to a newer revision if the application syncs by itself. What a person asked for starts unless a sync window forbids it;
 * the rest is automated.
 */
export function resumeOrDecide(input: DecisionInput): Decision {
  const { operation, requested } = input.state;
  if (operation !== undefined && !isEnded(operation)) return resume(operation, input);
  if (requested !== undefined) {
    const revision = input.observed ?? input.revision;
    return begin(toOperation({ ...input, revision }, requested), input);
  }
  return unlessDenied(toAutomatedDecision(input), input);
}

/** Nothing is begun that cannot write, so that it begins by itself when it can. */
function unlessDenied(decision: Decision, { denial }: DecisionInput): Decision {
  if (decision.do !== "start" || denial === undefined) return decision;
  return { do: "none", reason: denial, error: true };
}

/** What is refused is put on record and not kept: it would surprise people if it began when the window opens. */
function begin(operation: Operation, { windows, now, ...input }: DecisionInput): Decision {
  const refusal = input.refusal ?? input.denial;
  const answer = checkWindows(windows, { now, isManual: !operation.initiatedBy.automated });
  if (answer.allowed && refusal === undefined) return { do: "start", operation };
  const reason = answer.allowed ? (refusal ?? "") : answer.reason;
  const refused = { ...operation, refused: true } as const;
  return { do: "none", reason, ended: toFinished(refused, { phase: "Error", message: reason, now }) };
}

function resume(operation: Operation, input: DecisionInput): Decision {
  const { retryAt } = operation;
  const closed = operation.phase === "Running" ? findClosed(operation, input) : undefined;
  if (closed !== undefined) return closed;
  if (retryAt === undefined) return { do: "resume", operation };
  if (givesWay(operation, input)) return supersede(operation, input);
  if (input.now < retryAt) return { do: "none", reason: operation.message, untilMs: retryAt };
  const { observed = operation.revision, specHash } = input;
  return { do: "resume", operation: beginRetry(operation, { revision: observed, specHash }) };
}

/** What a person chose goes on, and so does what takes up the newest revision by itself. */
function givesWay(operation: Operation, input: DecisionInput): boolean {
  const { revision, source } = operation.choices ?? {};
  if (revision !== undefined || source !== undefined) return false;
  const { automated, retry } = input.policy;
  return automated !== undefined && retry?.refresh !== true && isOutdated(operation, input);
}

function findClosed(operation: Operation, { windows, now }: DecisionInput): Decision | undefined {
  const { startedAt, initiatedBy } = operation;
  return toClosed(checkWindows(windows, { now, isManual: !initiatedBy.automated, startedAt }));
}

/** Argo CD would go on with the old revision until its retries are used up. */
function supersede(operation: Operation, input: DecisionInput): Decision {
  const message = `${operation.message}; gave way to revision ${input.revision.sha}`;
  const { retryAt: _, ...rest } = operation;
  const stopped = { ...rest, terminated: true, superseded: true } as const;
  const ended = toFinished(stopped, { phase: "Failed", message, now: input.now });
  const decision = toAutomatedDecision({ ...input, state: { ...input.state, attempt: toAttempt(ended) } });
  return decision.do === "resume" ? decision : { ...decision, ended };
}

function isOutdated(operation: Operation, { revision, specHash }: DecisionInput): boolean {
  return operation.revision.sha !== revision.sha || operation.specHash !== specHash;
}

function isEnded(operation: Operation): boolean {
  return operation.phase !== "Running" && operation.phase !== "Terminating";
}
