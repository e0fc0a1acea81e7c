import { createHash } from "node:crypto";
import { installationLabel, trackingAnnotation } from "../desired/tracking.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import type { Operation } from "./operation.ts";

/** The annotation of a hook's object that says which attempt of which operation started it. */
export const operationAnnotation = "outrigger.dev/operation";

/** The finalizer that keeps a hook readable until its outcome is saved, whatever its TTL. */
export const hookFinalizer = "outrigger.dev/hook";

const hookAnnotations = ["argocd.argoproj.io/hook", "helm.sh/hook"];

/** Kinds that run and end, and that Kubernetes may delete by itself afterwards. */
const heldKinds: ReadonlySet<string> = new Set(["batch/Job", "/Pod", "argoproj.io/Workflow"]);

/** The API server cuts a generated name's prefix so that all of it fits into a label's 63 characters. */
const prefixLengthMax = 52;

/** Tells whether a hook's object carries our finalizer while it runs. */
export function isHeld(task: SyncTask): boolean {
  return heldKinds.has(`${task.ref.group}/${task.ref.kind}`);
}

/** Names the object of a hook: as Git names it, or with generateName always the same within one attempt. */
export function toHookRef(task: SyncTask, operation: Operation): ObjectRef {
  if (task.ref.name !== "") return task.ref;
  const prefix = task.desired?.object.metadata.generateName ?? "hook-";
  const text = `${toMark(operation)} ${task.id}`;
  const suffix = createHash("sha256").update(text).digest("hex").slice(0, 10);
  return { ...task.ref, name: `${prefix.slice(0, prefixLengthMax)}${suffix}` };
}

/** Makes the object a hook is created as: named, and marked with its operation. */
export function toHookObject(task: SyncTask, operation: Operation): KubeObject | undefined {
  const object = task.desired?.object;
  if (object === undefined) return undefined;
  const { generateName: _, ...metadata } = object.metadata;
  const annotations = { ...metadata.annotations, [operationAnnotation]: toMark(operation) };
  return { ...object, metadata: { ...metadata, name: toHookRef(task, operation).name, annotations } };
}

/** Tells whether a live object is this very attempt's hook: it was started already. */
export function isStartedBy(live: KubeObject, operation: Operation): boolean {
  return live.metadata.annotations?.[operationAnnotation] === toMark(operation);
}

/** Tells whether an object that has a hook's name may be replaced: it is a hook, and nobody else's. */
export function isReplaceable(live: KubeObject, desired: KubeObject, installation: string): boolean {
  const annotations = live.metadata.annotations ?? {};
  const isHook = [operationAnnotation, ...hookAnnotations].some((name) => annotations[name] !== undefined);
  return (
    (isHook || annotations[trackingAnnotation] !== undefined) && !isTakenOver(live, desired, installation)
  );
}

/** Tells whether a live object carries the marks of another owner than desired's. */
export function isTakenOver(live: KubeObject, desired: KubeObject, installation: string): boolean {
  const owner = live.metadata.annotations?.[trackingAnnotation];
  const own = desired.metadata.annotations?.[trackingAnnotation];
  if (owner === undefined || own === undefined) return false;
  const liveInstallation = live.metadata.labels?.[installationLabel] ?? installation;
  return owner !== own || liveInstallation !== installation;
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

/** An attempt of an operation: a retry starts its failed hooks anew, beside what is left of the old ones. */
function toMark(operation: Operation): string {
  return operation.retries === 0 ? operation.id : `${operation.id}.${operation.retries}`;
}
