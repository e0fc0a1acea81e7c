import { chooseObjects } from "./choose.ts";
import type { ComparedObject } from "./compared-object.ts";
import { toNamespaceTasks } from "./create-namespace.ts";
import { awaitKinds, moveBeforeDependents } from "./dependencies.ts";
import { toHookTasks, toObjectTask } from "./object-tasks.ts";
import { type PlanOptions, toKindTest } from "./plan-options.ts";
import { toPruneTasks } from "./prune-tasks.ts";
import { toRefusals } from "./refusals.ts";
import type { SyncPlan, SyncTask } from "./sync-plan.ts";
import { compareTasks } from "./task-order.ts";

/**
 * Plans a sync. In: a comparison, and what the sync may do. Out: tasks in the order in which they run, and refusals.
 *
 * 1. Each desired object is one task of phase Sync: apply where it differs (or is not owned), unchanged where it does not,
 *    refuse where it belongs to somebody else or could not be read. A hook is one task in each of its phases.
 * 2. What left Git is a prune, or a skipPrune with its reason. Waves of prunes are mirrored; PruneLast comes after all.
 * 3. The destination namespace comes first, where it has to be created.
 * 4. A namespace or CRD is moved up to the first wave that needs it; what needs a kind that is not there yet waits for it.
 * 5. With a refusal nothing at all is done.
 * 6. A selective sync is for the chosen objects only, without hooks; a dry run has no hooks, and one wave.
 *
 * The order of the input does not matter. An object that is Synced costs no request, whatever ApplyOutOfSyncOnly says: with
 * it the object is left out, without it the wave waits for its health. The rules are gitops-engine's, getSyncTasks in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/sync/sync_context.go
 */
export function planSync(compared: readonly ComparedObject[], options: PlanOptions): SyncPlan {
  const { objects: chosen, problem } = chooseObjects(compared, options);
  const hasKind = toKindTest(options.knownKinds);
  const written = [
    ...toNamespaceTasks(compared, options),
    ...chosen.flatMap((object) => toObjectTask(object, hasKind) ?? []),
    ...toHookTasks(compared, options),
  ];
  const prunes = toPruneTasks(chosen, { ...options, hasKind, others: written, compared });
  const tasks = awaitKinds(moveBeforeDependents(written), hasKind);
  const refusals = toRefusals({ compared, tasks, prunes, options });
  const all = [...tasks, ...prunes];
  return {
    tasks: (options.dryRun === true ? all.map(toTrial) : all).sort(compareTasks),
    refusals: problem === undefined ? refusals : [problem],
  };
}

/** Nothing that is tried makes way for anything else, so all of it is tried, whatever fails. */
function toTrial(task: SyncTask): SyncTask {
  return { ...task, phase: "Sync", wave: 0 };
}
