import type { SyncPhase } from "../desired/desired-object.ts";
import type { ObjectKey } from "../kube/key.ts";
import type { Revision } from "../source/revision.ts";
import type { SyncChoices } from "./sync-choices.ts";

export type OperationPhase = "Running" | "Terminating" | "Failed" | "Error" | "Succeeded";
export type ResultCode = "Synced" | "SyncFailed" | "Pruned" | "PruneSkipped";

/** Who or what asked for a sync. */
export type Initiator = { readonly username: string; readonly automated: boolean };

/** One sync of one application at one revision, saved before it acts; it survives every crash. Times in milliseconds. */
export type Operation = {
  /** Unique and stable: names of hooks and the key of the sync record are made from it. */
  readonly id: string;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly initiatedBy: Initiator;
  readonly revision: Revision;
  /** specHash of the Application that it was started with. */
  readonly specHash: string;
  readonly prune: boolean;
  readonly choices?: SyncChoices;
  readonly phase: OperationPhase;
  readonly message: string;
  /** Retries so far; the next one is due at retryAt. */
  readonly retries: number;
  readonly retryAt?: number;
  readonly results: readonly TaskResult[];
  /** Only these objects are synced (selfHeal of what drifted); undefined: all. */
  readonly only?: readonly ObjectKey[];
  /** Self-healing syncs of this revision in a row, this one included: the back-off counts them. */
  readonly selfHeals?: number;
  /** How many operations in a row gave way to a newer revision before this one. */
  readonly yields?: number;
  /** Ended on purpose, by a person or to give way to a newer revision (`superseded`): it is not retried. */
  readonly terminated?: true;
  readonly superseded?: true;
  /** Never began, because a sync window forbade it: nothing was tried. */
  readonly refused?: true;
  /** The revision of the pin that this sync ended. */
  readonly released?: string;
  /** It deletes the application; a sync has none. */
  readonly deletion?: DeletionProgress;
};

/** What the deletion of an application must not forget between two invocations. */
export type DeletionProgress = {
  /** A person approved that it goes on without its hooks. */
  readonly skipHooks?: true;
  /** Why the last attempt failed, until one succeeds. */
  readonly trouble?: { readonly type: string; readonly message: string };
};

/** What came of one task. A task with a result that is not `Running` never runs again in this operation. */
export type TaskResult = ObjectKey & {
  /** Identity of the task in the plan. */
  readonly task: string;
  readonly syncPhase: SyncPhase;
  readonly wave: number;
  readonly hook: boolean;
  readonly prune: boolean;
  /**
   * Running with a code: written, its health, completion or disappearance is waited for; without a code: it could not be
   * written yet and is tried again until its deadline.
   */
  readonly phase: "Running" | "Succeeded" | "Failed";
  readonly code?: ResultCode;
  readonly message: string;
  readonly startedAt: number;
  /** metadata.generation and uid that the write returned. */
  readonly generation?: number;
  readonly uid?: string;
  /** The uid of an object that was deleted to be created again. */
  readonly replaces?: string;
  /** A hook whose outcome is saved and whose object is released, and deleted where its policy says so. */
  readonly cleaned?: true;
};
