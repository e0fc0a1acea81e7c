import type { SyncPhase } from "../desired/desired-object.ts";
import { compareText } from "../kube/json.ts";
import { kindRank } from "./kind-order.ts";
import type { SyncTask } from "./sync-plan.ts";

/** Where a task stands: the tasks of one place are one wave of one phase. */
export type Place = { readonly phase: SyncPhase; readonly wave: number };

const phaseRank: Readonly<Record<SyncPhase, number>> = {
  PreDelete: 0,
  PreSync: 1,
  Sync: 2,
  PostSync: 3,
  PostDelete: 4,
  SyncFail: 5,
};

/** Orders places by phase, then wave. */
export function comparePlaces(a: Place, b: Place): number {
  return phaseRank[a.phase] - phaseRank[b.phase] || a.wave - b.wave;
}

/** Tells whether a task deletes, or would. */
export function isPrune(task: SyncTask): boolean {
  return task.action === "prune" || task.action === "skipPrune";
}

/**
 * Orders tasks by phase, wave, kind and name, the precedence that Argo CD documents. In one wave prunes go first, as
 * runTasks of gitops-engine does ("prune first"), kinds in reverse, so that contents go before what contains them.
 */
export function compareTasks(a: SyncTask, b: SyncTask): number {
  return (
    comparePlaces(a, b) ||
    Number(isPrune(b)) - Number(isPrune(a)) ||
    compareRanks(a, b) ||
    compareText(nameOf(a), nameOf(b)) ||
    compareText(a.id, b.id)
  );
}

/** Tells whether two tasks of one wave may run at the same time: the same kind of work on kinds of the same rank. */
export function isSameRank(a: SyncTask, b: SyncTask): boolean {
  return isPrune(a) === isPrune(b) && kindRank(a.ref.kind) === kindRank(b.ref.kind);
}

function compareRanks(a: SyncTask, b: SyncTask): number {
  const difference = kindRank(a.ref.kind) - kindRank(b.ref.kind);
  return isPrune(a) ? -difference : difference;
}

function nameOf(task: SyncTask): string {
  return task.ref.name || (task.desired?.object.metadata.generateName ?? "");
}
