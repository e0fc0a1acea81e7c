import type { SyncStatus } from "../drift/verdict.ts";
import type { Health } from "../health/health-status.ts";
import type { Revision } from "../source/revision.ts";
import type { LastAttempt } from "../sync/decision.ts";
import type { Initiator, Operation, OperationPhase, TaskResult } from "../sync/operation.ts";

/** What is kept of an application between two invocations, in its HEAD item. Small: bulk data is apart. */
export type ApplicationState = {
  readonly sync: { readonly status: SyncStatus; readonly revision: string };
  readonly health: Health;
  readonly conditions: readonly Condition[];
  /** The running operation, without its results: they are bulk. */
  readonly operation?: Operation;
  /** The last finished one. */
  readonly lastOperation?: OperationSummary;
  readonly history: readonly HistoryEntry[];
  /** A sync that a person asked for and that has not started. */
  readonly requested?: SyncRequest;
  /** Automated attempts, so that one revision is tried once and self-healing backs off. */
  readonly attempt?: LastAttempt;
  /** Id of the last ask that was served. */
  readonly served?: string;
  /** What is observed for it: its cluster, and the `group/Kind`s of its objects there. */
  readonly observed?: { readonly cluster: string; readonly kinds: readonly string[] };
  /** The last operation gave way to a newer revision: so many did in a row. */
  readonly yields?: number;
};

export type SyncRequest = {
  readonly initiatedBy: Initiator;
  readonly prune: boolean;
};

export type OperationSummary = Omit<Operation, "results" | "only">;

/** `type` is Argo CD's: ComparisonError, SyncError, InvalidSpecError, SharedResourceWarning, … */
export type Condition = { readonly type: string; readonly message: string; readonly since: number };

export type HistoryEntry = {
  /** Counts from 1 over the life of the application, as people name it in a rollback. */
  readonly id: number;
  readonly operation: string;
  readonly revision: string;
  readonly source: { readonly repoUrl: string; readonly path: string; readonly targetRevision: string };
  readonly deployedAt: number;
  readonly deployStartedAt: number;
  readonly initiatedBy: Initiator;
};

/** What happened, for people: one per operation, never changed after it is finished. Never holds Secret data. */
export type SyncRecord = {
  readonly application: string;
  readonly operation: string;
  readonly initiatedBy: Initiator;
  readonly revision: Revision;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly phase: OperationPhase;
  readonly message: string;
  readonly retries: number;
  readonly results: readonly TaskResult[];
};
