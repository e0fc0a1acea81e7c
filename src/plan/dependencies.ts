import { readField } from "../kube/json.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { SyncTask } from "./sync-plan.ts";
import { comparePlaces } from "./task-order.ts";

/**
 * Moves each namespace and each CRD up to the first wave of what it is needed for, whatever its own wave says: adjustDeps in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/sync/sync_tasks.go
 */
export function moveBeforeDependents(tasks: readonly SyncTask[]): readonly SyncTask[] {
  const firstUse = new Map<string, SyncTask>();
  for (const task of tasks) {
    for (const need of needsOf(task.ref)) {
      const first = firstUse.get(need);
      if (first === undefined || comparePlaces(task, first) < 0) firstUse.set(need, task);
    }
  }
  return tasks.map((task) => {
    const gift = giftOf(task);
    const first = gift === undefined ? undefined : firstUse.get(gift);
    if (first === undefined || comparePlaces(first, task) >= 0) return task;
    return { ...task, phase: first.phase, wave: first.wave };
  });
}

/** Marks the tasks whose kind the cluster does not have yet, with the CRD of this sync that brings it. */
export function awaitKinds(
  tasks: readonly SyncTask[],
  hasKind: (ref: ObjectRef) => boolean,
): readonly SyncTask[] {
  if (tasks.every((task) => hasKind(task.ref))) return tasks;
  const gifts = new Map(tasks.flatMap((task) => toGift(task)));
  return tasks.map((task) => {
    if (hasKind(task.ref)) return task;
    const crd = gifts.get(kindText(task.ref.group, task.ref.kind));
    return { ...task, awaitsKind: crd === undefined ? {} : { crd } };
  });
}

function toGift(task: SyncTask): readonly (readonly [string, string])[] {
  const gift = giftOf(task);
  return gift === undefined ? [] : [[gift, task.id]];
}

/** What an object makes possible: a namespace, or a kind. */
function giftOf({ action, desired }: SyncTask): string | undefined {
  if (desired === undefined || action === "hook") return undefined;
  const { group, kind, name } = desired.ref;
  if (kind === "Namespace" && group === "") return namespaceText(name);
  if (kind !== "CustomResourceDefinition" || group !== "apiextensions.k8s.io") return undefined;
  const brings = readField(desired.object, "spec", "names", "kind");
  const toGroup = readField(desired.object, "spec", "group");
  return typeof brings === "string" && typeof toGroup === "string" ? kindText(toGroup, brings) : undefined;
}

function needsOf(ref: ObjectRef): readonly string[] {
  const kind = kindText(ref.group, ref.kind);
  return ref.namespace === "" ? [kind] : [kind, namespaceText(ref.namespace)];
}

function namespaceText(name: string): string {
  return `namespace ${name}`;
}

function kindText(group: string, kind: string): string {
  return `kind ${group}/${kind}`;
}
