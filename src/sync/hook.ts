import { createHash } from "node:crypto";
import { findOtherInstallation } from "../desired/installation-marks.ts";
import { trackingAnnotation } from "../desired/tracking.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import type { Operation } from "./operation.ts";

/** The annotation of a hook's object that says which attempt of which operation started it. */
const operationAnnotation = "outrigger.dev/operation";

const hookAnnotations = ["argocd.argoproj.io/hook", "helm.sh/hook"];

/** The API server cuts a generated name's prefix so that all of it fits into a label's 63 characters. */
const prefixLengthMax = 52;

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
  return owner !== own || findOtherInstallation(live, installation) !== undefined;
}

/** An attempt of an operation: a retry starts its failed hooks anew, beside what is left of the old ones. */
function toMark(operation: Operation): string {
  return operation.retries === 0 ? operation.id : `${operation.id}.${operation.retries}`;
}
