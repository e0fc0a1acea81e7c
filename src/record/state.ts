import type { ApplicationSource } from "../application/application-source.ts";
import type { SyncStatus } from "../drift/verdict.ts";
import type { Health } from "../health/health-status.ts";
import type { Revision } from "../source/revision.ts";
import type { LastAttempt } from "../sync/attempt.ts";
import type { Initiator, Operation, OperationPhase, TaskResult } from "../sync/operation.ts";
import type { SyncChoices } from "../sync/sync-choices.ts";
import type { HealthChange } from "./health-changes.ts";
import type { OrphanWatch } from "./orphan-watch.ts";

/** What is kept of an application between two invocations, in its HEAD item. Small: bulk data is apart. */
export type ApplicationState = {
  readonly sync: { readonly status: SyncStatus; readonly revision: string };
  readonly health: Health;
  /** Newest first. */
  readonly healthChanges?: readonly HealthChange[];
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
  /** Id of the hard refresh that its annotation asks for, once that is served. */
  readonly refreshed?: string;
  /** When it was last rendered anew, where timeout.hard.reconciliation is set. */
  readonly hardAt?: number;
  /** What is observed for it: its cluster, and the `group/Kind`s of its objects there. */
  readonly observed?: { readonly cluster: string; readonly kinds: readonly string[] };
  /** Git had PreDelete or PostDelete hooks when it was rendered last: a deletion does not go on without them. */
  readonly deleteHooks?: true;
  /** The last operation gave way to a newer revision: so many did in a row. */
  readonly yields?: number;
  /** Automated syncs keep it at a revision of its history. */
  readonly pin?: Pin;
  /** Objects of its namespace that belong to no application, as they were looked for last. */
  readonly orphans?: OrphanWatch;
};

/** A revision that an application is kept at in place of its target revision. Times in milliseconds since 1970. */
export type Pin = {
  readonly revision: string;
  readonly source: ApplicationSource;
  readonly historyId: number;
  readonly since: number;
  /** It ends by itself; undefined: when a person releases it. */
  readonly until?: number;
  readonly by: string;
};

export type SyncRequest = {
  readonly initiatedBy: Initiator;
  readonly prune: boolean;
  readonly choices?: SyncChoices;
};

export type OperationSummary = Omit<Operation, "results" | "only">;

/** `type` is Argo CD's: ComparisonError, SyncError, InvalidSpecError, SharedResourceWarning, … */
export type Condition = { readonly type: string; readonly message: string; readonly since: number };

export type HistoryEntry = {
  /** Counts from 1 over the life of the application, as people name it in a rollback. */
  readonly id: number;
  readonly operation: string;
  readonly revision: string;
  /** Whole, but in entries of old. */
  readonly source: Pick<ApplicationSource, "repoUrl" | "path" | "targetRevision"> &
    Partial<ApplicationSource>;
  readonly deployedAt: number;
  readonly deployStartedAt: number;
  readonly initiatedBy: Initiator;
  /** It went back to this entry. */
  readonly rollbackTo?: number;
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
  /** undefined: a sync. */
  readonly kind?: "deletion";
};
