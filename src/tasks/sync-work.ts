import type { Application } from "../application/application.ts";
import { messageOf } from "../errors.ts";
import type { Health } from "../health/health-status.ts";
import type { ObjectKey } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SyncPlan } from "../plan/sync-plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClusterConnection } from "../ports/clusters.ts";
import type { Operation, TaskResult } from "../sync/operation.ts";
import type { Observation } from "../sync/step.ts";

/** A sync to be carried on. */
export type SyncWork = {
  readonly operation: Operation;
  readonly plan: SyncPlan;
  readonly connection: ClusterConnection;
  readonly application: Application;
  /** Value of the installation label: what carries another one belongs to another installation. */
  readonly installation: string;
  /** The application itself is deleted: how its objects are. */
  readonly deletion?: { readonly propagation: "foreground" | "background" };
  /** Milliseconds of the clock: no new step is taken after it. */
  readonly deadline: number;
  /** undefined: this kind has no health. */
  isHealthy(live: KubeObject): Health | undefined;
  /** Asked between waves: has the target revision moved on? */
  shouldYield(): Promise<boolean>;
};

/** What a sync does to the world beside the cluster. */
export type SyncEffects = {
  readonly clock: Clock;
  /** Makes the operation survive; whatever must not be lost on a crash is saved before the next act. */
  save(operation: Operation): Promise<void>;
  /** Throws LEASE_LOST when too little of the lease is left, PAUSED while it is paused; called before every write to the cluster. */
  guard(): Promise<void>;
};

/** How far it came. Without `wait` the operation is finished; with it, call again then (at once where untilMs is past). */
export type CarriedOut = {
  readonly operation: Operation;
  readonly wait?: { readonly untilMs: number; readonly reason: string };
  /** It ended because a newer revision is there. */
  readonly yielded: boolean;
  /** By formatKey: ordinary objects as the cluster gave them back when they were applied in this call. */
  readonly written: ReadonlyMap<string, KubeObject>;
  /** Deleted in this call, or found gone; what a finalizer still holds is neither. */
  readonly pruned: readonly ObjectKey[];
};

/** The state of one call: what is known now, and what has been done. */
export type SyncRun = {
  readonly work: SyncWork;
  readonly effects: SyncEffects;
  operation: Operation;
  readonly observed: Map<string, Observation>;
  readonly tried: Set<string>;
  readonly written: Map<string, KubeObject>;
  readonly pruned: ObjectKey[];
  /** Why a write was not done that is to be done later: a pause. */
  held?: string;
};

/** Notes that a pause kept a task from being done: nothing came of it, and it is tried again. */
export function noteHold(error: unknown, run: SyncRun): undefined {
  run.held = messageOf(error);
  return undefined;
}

/** Gives what came of a task so far. */
export function resultOf(run: SyncRun, id: string): TaskResult | undefined {
  return run.operation.results.find((result) => result.task === id);
}

/** Tells whether a call may begin nothing more: between two requests it is asked again. */
export function isOutOfTime({ work, effects }: SyncRun): boolean {
  return effects.clock.now() >= work.deadline;
}
