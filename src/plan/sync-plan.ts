import type { DesiredObject, SyncPhase } from "../desired/desired-object.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";

/**
 * What a task does. `unchanged`: no request is due, but its wave still waits for its health, as Argo CD's waves do;
 * `skipPrune`: left Git and stays, `reason` says why; `refuse`: it may not be written, `reason` says why; `release`: it stays
 * in the cluster without our marks when its application is deleted, `reason` says why.
 */
export type TaskAction = "apply" | "hook" | "prune" | "unchanged" | "skipPrune" | "refuse" | "release";

/** One thing to do. `id` is stable over replanning, so that a result is found again after a crash. */
export type SyncTask = {
  readonly id: string;
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly action: TaskAction;
  /** The name is empty for a hook with generateName: it is made when the hook starts. */
  readonly ref: ObjectRef;
  /** For apply, hook, unchanged and refuse. */
  readonly desired?: DesiredObject;
  /** As read when the plan was made. */
  readonly live?: KubeObject;
  readonly reason?: string;
  /** Paths of the fields that differ, where they are known. */
  readonly differs?: readonly string[];
  /** The cluster does not have this kind yet; `crd`: the task of this sync that brings it, if one does. */
  readonly awaitsKind?: { readonly crd?: string };
};

/** All tasks in order: phase, wave, prunes (kinds in reverse) before applies, kind, name. */
export type SyncPlan = {
  readonly tasks: readonly SyncTask[];
  /** Why nothing may be done at all (a kind the cluster does not have, a shared object, everything would be pruned). */
  readonly refusals: readonly string[];
  /** The last wave is waited for as well: what is deleted must be gone. */
  readonly waitForLast?: true;
};
