import type { RetryPolicy } from "../application/sync-policy.ts";
import type { Operation } from "./operation.ts";

/** Argo CD's defaults: an automated sync is retried 5 times, from 5 s on, twice as long each time, at most 3 minutes. */
const automatedRetry: RetryPolicy = { limit: 5, durationMs: 5_000, factor: 2, maxDurationMs: 180_000 };

/**
 * Gives a failed operation as it waits for its next retry; undefined: it stays failed. A manual sync is retried only by a
 * policy; an operation that was terminated or gave way is not retried. The pause is NextRetryAt of
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/pkg/apis/application/v1alpha1/types.go
 */
export function nextRetry(
  operation: Operation,
  policy: RetryPolicy | undefined,
  now: number,
): Operation | undefined {
  const { finishedAt: _, ...rest } = operation;
  const present = policy ?? (operation.initiatedBy.automated ? automatedRetry : undefined);
  if (present === undefined || operation.terminated === true) return undefined;
  if (operation.choices?.dryRun === true) return undefined;
  if (operation.phase !== "Failed" && operation.phase !== "Error") return undefined;
  if (present.limit >= 0 && operation.retries >= present.limit) return undefined;
  const retries = operation.retries + 1;
  const retryAt = now + toPause(present, operation.retries);
  const message = `${operation.message}. Retrying attempt #${retries} at ${new Date(retryAt).toISOString()}`;
  return { ...rest, phase: "Running", retries, retryAt, message };
}

/** Tells whether an operation that waits for its retry is to go on with the newest revision, not with its own. */
export function isRefreshed(operation: Operation, policy: RetryPolicy | undefined, now: number): boolean {
  const { retryAt, choices, phase } = operation;
  if (retryAt === undefined || now < retryAt || phase !== "Running") return false;
  return policy?.refresh === true && choices?.revision === undefined && choices?.source === undefined;
}

/**
 * Begins the retry that an operation waited for: everything is looked at again, except that a hook which has succeeded does
 * not run again in the same operation. SyncFail hooks answer to one attempt, so they may. With another revision all of it
 * begins again.
 */
export function beginRetry(
  operation: Operation,
  at: Pick<Operation, "revision" | "specHash"> = operation,
): Operation {
  const { retryAt: _, ...rest } = operation;
  if (at.revision.sha !== operation.revision.sha) {
    const message = `Retrying operation with revision ${at.revision.sha}. Attempt #${operation.retries}`;
    return { ...rest, ...at, results: [], message };
  }
  const results = operation.results.filter(
    ({ hook, phase, syncPhase }) => hook && phase === "Succeeded" && syncPhase !== "SyncFail",
  );
  return { ...rest, results, message: `Retrying operation. Attempt #${operation.retries}` };
}

function toPause(policy: RetryPolicy, retries: number): number {
  const pause = policy.durationMs * policy.factor ** retries;
  return policy.maxDurationMs > 0 ? Math.min(pause, policy.maxDurationMs) : pause;
}
