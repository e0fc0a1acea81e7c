import { hookFinalizer } from "../desired/hooks.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SyncTask } from "../plan/sync-plan.ts";

/** Kinds that run and end, and that Kubernetes may delete by itself afterwards. */
const heldKinds: ReadonlySet<string> = new Set(["batch/Job", "/Pod", "argoproj.io/Workflow"]);

/** Tells whether a hook's object carries our finalizer while it runs. */
export function isHeld(task: SyncTask): boolean {
  return heldKinds.has(`${task.ref.group}/${task.ref.kind}`);
}

/** Lays our finalizer on a hook that is to be created. */
export function toHeld(object: KubeObject): KubeObject {
  const finalizers = [...(object.metadata.finalizers ?? []), hookFinalizer];
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

/**
 * Makes the apply that takes our finalizer off a hook and changes nothing else: all that the live object has, without
 * finalizers. Less would give up fields, and a Job without its template is refused. undefined: it does not have ours.
 */
export function toReleased(live: KubeObject): KubeObject | undefined {
  if (!live.metadata.finalizers?.includes(hookFinalizer)) return undefined;
  const { status: _, metadata, ...rest } = live;
  const { name, namespace, labels, annotations } = metadata;
  return {
    ...rest,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
}
