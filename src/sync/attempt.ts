import { createHash } from "node:crypto";
import { formatKey, type ObjectKey } from "../kube/key.ts";
import type { Operation, OperationPhase } from "./operation.ts";

/** What is remembered of the last sync, so that one revision is tried once. Times in milliseconds since 1970. */
export type LastAttempt = {
  readonly revision: string;
  readonly specHash: string;
  readonly phase: OperationPhase;
  readonly finishedAt: number;
  readonly selfHeals: number;
  /** toKeysHash of what it left because its deletion is off or not approved; undefined: nothing. */
  readonly skipped?: string;
};

/** Gives what is to be remembered of a finished operation: one revision is tried once, and self-healing backs off. */
export function toAttempt(operation: Operation): LastAttempt {
  const skipped = operation.results.filter(({ code }) => code === "PruneSkipped");
  return {
    revision: operation.revision.sha,
    specHash: operation.specHash,
    phase: operation.phase,
    finishedAt: operation.finishedAt ?? operation.startedAt,
    selfHeals: operation.selfHeals ?? 0,
    ...(skipped.length === 0 ? {} : { skipped: toKeysHash(skipped) }),
  };
}

/** Gives a short text for a set of objects, the same in whatever order they come. */
export function toKeysHash(keys: readonly ObjectKey[]): string {
  const names = keys.map(formatKey).sort();
  return createHash("sha256").update(names.join("\n")).digest("base64url");
}
