import { toAutomatedDecision } from "./automated.ts";
import { type Decision, type DecisionInput, toAttempt, toOperation } from "./decision.ts";
import type { Operation } from "./operation.ts";
import { toFinished } from "./results.ts";
import { beginRetry } from "./retry.ts";

/**
 * Decides whether a sync goes on, starts, or is not due. An operation that runs is resumed; one that waits for its retry gives
 * way to a newer revision if the application syncs by itself. What a person asked for starts always; the rest is automated.
 */
export function resumeOrDecide(input: DecisionInput): Decision {
  const { operation, requested } = input.state;
  if (operation !== undefined && !isEnded(operation)) return resume(operation, input);
  if (requested !== undefined) return { do: "start", operation: toOperation(input, requested) };
  return toAutomatedDecision(input);
}

function resume(operation: Operation, input: DecisionInput): Decision {
  const { retryAt } = operation;
  if (retryAt === undefined) return { do: "resume", operation };
  if (isOutdated(operation, input) && input.policy.automated !== undefined)
    return supersede(operation, input);
  if (input.now < retryAt) return { do: "none", reason: operation.message, untilMs: retryAt };
  return { do: "resume", operation: beginRetry(operation) };
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
