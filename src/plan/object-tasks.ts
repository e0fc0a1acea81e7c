import type { DesiredObject, SyncPhase } from "../desired/desired-object.ts";
import { formatKey, type ObjectRef } from "../kube/key.ts";
import { isSelective } from "./choose.ts";
import type { ComparedObject } from "./compared-object.ts";
import type { PlanOptions } from "./plan-options.ts";
import type { SyncTask, TaskAction } from "./sync-plan.ts";

/** Gives the task of an ordinary object of Git; undefined: a hook, an extra object, or one that ApplyOutOfSyncOnly skips. */
export function toObjectTask(
  object: ComparedObject,
  hasKind: (ref: ObjectRef) => boolean,
): SyncTask | undefined {
  const { desired, live, ref } = object;
  if (desired === undefined || desired.hook !== undefined) return undefined;
  const refusal = toRefusal(object, hasKind);
  const action = refusal === undefined ? toAction(object) : "refuse";
  if (action === "unchanged" && desired.options.applyOutOfSyncOnly) return undefined;
  return {
    id: formatKey(ref),
    phase: "Sync",
    wave: desired.wave,
    action,
    ref,
    desired,
    ...(live === undefined ? {} : { live }),
    ...(refusal === undefined ? {} : { reason: refusal }),
    ...(object.differences.length === 0 ? {} : { differs: object.differences.map(({ path }) => path) }),
  };
}

/** Gives the tasks of all hooks: one in each phase a hook runs in. A selective sync has none. */
export function toHookTasks(compared: readonly ComparedObject[], options: PlanOptions): readonly SyncTask[] {
  if (options.skipHooks === true || options.dryRun === true || isSelective(options)) return [];
  const hooks = new Set([...compared.flatMap(({ desired }) => desired ?? []), ...(options.hooks ?? [])]);
  const tasks = [...hooks].flatMap((desired) =>
    (desired.hook?.phases ?? []).map((phase) => toHookTask(desired, phase)),
  );
  // The comparison and `hooks` may both hold a hook: the id says so.
  return [...new Map(tasks.map((task) => [task.id, task])).values()];
}

/** Gives the task of a hook in one of its phases. */
export function toHookTask(desired: DesiredObject, phase: SyncPhase): SyncTask {
  const { ref, wave } = desired;
  const { generateName } = desired.object.metadata;
  const name = ref.name || `${generateName ?? ""}*${desired.index}`;
  return { id: `${phase} ${formatKey({ ...ref, name })}`, phase, wave, action: "hook", ref, desired };
}

function toAction(object: ComparedObject): TaskAction {
  const isSame = object.status === "Synced" && !object.repair && object.live !== undefined;
  return isSame && !isAlwaysRecreated(object) ? "unchanged" : "apply";
}

/** Force=true,Replace=true is how people have a Job run at every sync: docs/user-guide/sync-options.md of Argo CD, "Force Sync". */
function isAlwaysRecreated({ desired, ref }: ComparedObject): boolean {
  const { replace = false, force = false, applyOutOfSyncOnly = false } = desired?.options ?? {};
  return replace && force && !applyOutOfSyncOnly && isRecreatable(ref);
}

/** Tells whether an object may be deleted to be created again: with a namespace or a CRD, everything in it would go. */
export function isRecreatable({ group, kind }: ObjectRef): boolean {
  if (kind === "Namespace") return group !== "";
  return kind !== "CustomResourceDefinition" || group !== "apiextensions.k8s.io";
}

/** A foreign owner is never forced; without having read whose it is, an object is not written either. */
function toRefusal(object: ComparedObject, hasKind: (ref: ObjectRef) => boolean): string | undefined {
  const { ref, owner, ownerName, unknown } = object;
  if (owner === "foreign") {
    const name = ownerName ?? "another application";
    return `Cannot apply ${formatKey(ref)}: it belongs to ${name}; remove it from one of the two`;
  }
  // Nothing of a kind that is not there yet can be live.
  if (unknown === undefined || !hasKind(ref)) return undefined;
  return `Cannot apply ${formatKey(ref)}: what is live could not be read: ${unknown}`;
}
