import type { ObjectKey } from "../kube/key.ts";
import type { ComparedObject } from "./compared-object.ts";
import type { PlanOptions } from "./plan-options.ts";
import type { SyncTask } from "./sync-plan.ts";

/**
 * Gives the task that creates the destination namespace (CreateNamespace=true) where it is neither live nor in Git. As in
 * Argo CD the namespace is not tracked: it is no part of the application, and nothing ever prunes it.
 */
export function toNamespaceTasks(
  compared: readonly ComparedObject[],
  options: PlanOptions,
): readonly SyncTask[] {
  const { name = "", exists = false } = options.createNamespace ?? {};
  if (name === "" || exists || compared.some((object) => isNamespace(object.ref, name))) return [];
  const ref = { apiVersion: "v1", group: "", kind: "Namespace", namespace: "", name };
  const object = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  const desired = {
    object,
    ref,
    index: -1,
    wave: 0,
    options: options.options,
    ignoreExtraneous: true,
    hash: "",
  };
  return [{ id: `create Namespace ${name}`, phase: "PreSync", wave: 0, action: "apply", ref, desired }];
}

function isNamespace(key: ObjectKey, name: string): boolean {
  return key.kind === "Namespace" && key.group === "" && key.name === name;
}
