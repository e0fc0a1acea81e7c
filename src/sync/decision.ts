import type { SyncPolicy } from "../application/sync-policy.ts";
import type { SyncStatus } from "../drift/verdict.ts";
import type { ObjectKey } from "../kube/key.ts";
import type { Revision } from "../source/revision.ts";
import type { Initiator, Operation, OperationPhase } from "./operation.ts";

/** What a decision is made from. */
export type DecisionInput = {
  readonly policy: SyncPolicy;
  /** Of the application as it is now. */
  readonly specHash: string;
  /** What the target revision is now. */
  readonly revision: Revision;
  readonly state: KeptState;
  readonly drift: DriftSummary;
  readonly now: number;
  /** For an operation that is started. */
  readonly newId: string;
};

/** What is remembered between two looks at an application. */
export type KeptState = {
  readonly operation?: Operation | undefined;
  /** A person asked for a sync. */
  readonly requested?: { readonly initiatedBy: Initiator; readonly prune: boolean } | undefined;
  readonly attempt?: LastAttempt | undefined;
  /** The operation before gave way to a newer revision: its `yields`, plus one. */
  readonly yields?: number | undefined;
};

export type LastAttempt = {
  readonly revision: string;
  readonly specHash: string;
  readonly phase: OperationPhase;
  readonly finishedAt: number;
  readonly selfHeals: number;
};

/** A comparison in short; hooks do not count. */
export type DriftSummary = {
  readonly status: SyncStatus;
  /** Objects that are not Synced or not owned, those to prune included. */
  readonly drifted: readonly ObjectKey[];
  /** Nothing but objects that left Git. */
  readonly onlyExtras: boolean;
  /** Nothing is left in Git. */
  readonly isEmpty: boolean;
};

export type Decision =
  | { readonly do: "resume"; readonly operation: Operation }
  /** `ended`: the operation before, which gave way while it waited for its retry. */
  | { readonly do: "start"; readonly operation: Operation; readonly ended?: Operation }
  /** `untilMs`: look again then. `error`: people should know (condition SyncError). */
  | {
      readonly do: "none";
      readonly reason: string;
      readonly untilMs?: number;
      readonly error?: true;
      readonly ended?: Operation;
    };

/** Makes an operation that has not done anything yet. */
export function toOperation(
  input: DecisionInput,
  start: { readonly initiatedBy: Initiator; readonly prune: boolean },
): Operation {
  const { newId, now, revision, specHash, state } = input;
  return {
    id: newId,
    startedAt: now,
    initiatedBy: start.initiatedBy,
    revision,
    specHash,
    prune: start.prune,
    phase: "Running",
    message: "",
    retries: 0,
    results: [],
    ...(state.yields === undefined ? {} : { yields: state.yields }),
  };
}

/** Gives what is to be remembered of a finished operation: one revision is tried once, and self-healing backs off. */
export function toAttempt(operation: Operation): LastAttempt {
  return {
    revision: operation.revision.sha,
    specHash: operation.specHash,
    phase: operation.phase,
    finishedAt: operation.finishedAt ?? operation.startedAt,
    selfHeals: operation.selfHeals ?? 0,
  };
}
