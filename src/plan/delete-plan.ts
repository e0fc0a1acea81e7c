import type { DesiredObject } from "../desired/desired-object.ts";
import { formatKey, type ObjectRef } from "../kube/key.ts";
import type { ObjectPair } from "../live/object-pair.ts";
import { type DeleteRules, toApprovalReason, toKeepReason } from "./delete-rules.ts";
import { toHookTask } from "./object-tasks.ts";
import { mirrorWaves, waveOf } from "./prune-tasks.ts";
import type { SyncPlan, SyncTask } from "./sync-plan.ts";
import { compareTasks } from "./task-order.ts";

/** What there is to delete. */
export type DeleteSituation = {
  /** Every object that may be the application's: its inventory, what Git has, leftover hooks. */
  readonly pairs: readonly ObjectPair[];
  /** PreDelete and PostDelete hooks. */
  readonly hooks: readonly DesiredObject[];
};

export type DeletePlan = SyncPlan & {
  /** Nothing may begin before a person has approved it: what, and how. */
  readonly awaitsApproval?: string;
};

/**
 * Plans the deletion of an application. In: the pairs of everything that may be its own, its hooks, and the rules of this
 * deletion. Out: tasks in the order in which they run, refusals, and what waits for a person's approval.
 *
 * 1. PreDelete hooks come first, PostDelete hooks when everything is gone; both in their waves.
 * 2. Each live object of ours is pruned. Waves are mirrored and kinds reversed: what came first goes last.
 * 3. Delete=false, Helm's resource policy "keep" and CRDs are kept: released, so that nobody takes them for ours. What the
 *    project does not allow and what is foreign is left alone, and so is what is nobody's.
 * 4. Namespaces go last, since all that they hold goes with them: one that holds an object which is kept is kept as well, and
 *    one in which a PostDelete hook runs goes after it.
 * 5. With an object that needs approval (Delete=confirm), or one that could not be read, nothing is deleted at all.
 * 6. Without cascade every object is released, and no hook runs: nothing is deleted.
 *
 * shouldBeDeleted and finalizeApplicationDeletion of
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/controller/appcontroller.go
 */
export function planDeletion({ pairs, hooks }: DeleteSituation, rules: DeleteRules): DeletePlan {
  const objects = mirrorWaves(pairs.flatMap((pair) => toObjectTask(pair, rules)));
  const hookTasks = rules.cascade ? hooks.flatMap(toHookTasks) : [];
  const tasks = [...hookTasks, ...moveNamespacesLast(objects, hookTasks)].sort(compareTasks);
  const refusals = rules.cascade ? pairs.flatMap(toRefusal).sort() : [];
  const awaitsApproval = toApprovalReason(
    tasks.filter((task) => task.action === "prune"),
    rules,
  );
  return {
    tasks,
    refusals,
    waitForLast: true,
    ...(awaitsApproval === undefined ? {} : { awaitsApproval }),
  };
}

function toHookTasks(hook: DesiredObject): readonly SyncTask[] {
  return (hook.hook?.phases ?? []).map((phase) => toHookTask(hook, phase));
}

function toObjectTask(pair: ObjectPair, rules: DeleteRules): readonly SyncTask[] {
  const { live, owner, ownerName, ref } = pair;
  if (live === undefined || owner === "none") return [];
  const task = { id: formatKey(ref), phase: "Sync", wave: waveOf(live), ref, live } as const;
  if (owner === "foreign") {
    const reason = `belongs to ${ownerName ?? "another application"}: left alone`;
    return [{ ...task, action: "skipPrune", reason }];
  }
  // Argo CD does not touch it either: getPermittedAppLiveObjects.
  if (!rules.isPermitted(ref))
    return [{ ...task, action: "skipPrune", reason: "the project does not allow it: left alone" }];
  const reason = rules.cascade ? toKeepReason(live, ref, rules) : "kept: the deletion does not cascade";
  return [reason === undefined ? { ...task, action: "prune" } : toRelease(task, reason)];
}

/** Under an id of its own: what is given up in the middle of a deletion may have been pruned before. */
function toRelease(task: Omit<SyncTask, "action">, reason: string): SyncTask {
  return { ...task, id: `release ${formatKey(task.ref)}`, action: "release", reason };
}

/** What could not be read is neither gone nor known to be ours. */
function toRefusal({ ref, unknown }: ObjectPair): readonly string[] {
  return unknown === undefined ? [] : [`Cannot delete ${formatKey(ref)}: it could not be read: ${unknown}`];
}

function moveNamespacesLast(tasks: readonly SyncTask[], hookTasks: readonly SyncTask[]): readonly SyncTask[] {
  const kept = new Map(
    tasks.filter((task) => task.action === "release").map((task) => [task.ref.namespace, task]),
  );
  const after = hookTasks.filter((task) => task.phase === "PostDelete");
  const last = toWaveAfter(tasks);
  const lastOfAll = toWaveAfter(after);
  return tasks.map((task) => {
    if (task.action !== "prune" || !isNamespace(task.ref)) return task;
    const guest = kept.get(task.ref.name);
    if (guest !== undefined) return toRelease(task, `kept: it holds ${formatKey(guest.ref)}, which is kept`);
    const isHost = after.some((hook) => hook.ref.namespace === task.ref.name);
    return isHost ? { ...task, phase: "PostDelete", wave: lastOfAll } : { ...task, wave: last };
  });
}

function toWaveAfter(tasks: readonly SyncTask[]): number {
  return tasks.reduce((most, { wave }) => Math.max(most, wave), 0) + 1;
}

function isNamespace({ group, kind }: Pick<ObjectRef, "group" | "kind">): boolean {
  return group === "" && kind === "Namespace";
}
