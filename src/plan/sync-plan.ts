import type { DesiredObject, SyncPhase } from "../desired/desired-object.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";

/** One thing to do. `id` is stable over replanning, so that a result is found again after a crash. */
export type SyncTask = {
  readonly id: string;
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly action: "apply" | "hook" | "prune" | "skipPrune";
  readonly ref: ObjectRef;
  /** For apply and hook. */
  readonly desired?: DesiredObject;
  /** As read when the plan was made. */
  readonly live?: KubeObject;
  /** skipPrune: why. */
  readonly reason?: string;
};

/** All tasks in order: phase, wave, kind, name; prunes in reverse. */
export type SyncPlan = {
  readonly tasks: readonly SyncTask[];
  /** Why nothing may be done at all (a kind the cluster does not have, a shared object, everything would be pruned). */
  readonly refusals: readonly string[];
};
