import { readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Context } from "./context.ts";
import { objectsAt, textAt } from "./values.ts";

/** Tells whether a pod has not ended and is not being deleted. */
export function isActive(pod: KubeObject): boolean {
  return !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Tells whether all containers of a pod have ended for good. */
export function hasEnded(pod: KubeObject): boolean {
  const phase = readField(pod, "status", "phase");
  return phase === "Succeeded" || phase === "Failed";
}

/** Tells whether a pod takes requests. */
export function isReady(pod: KubeObject): boolean {
  return objectsAt(pod, "status", "conditions").some(
    ({ type, status }) => type === "Ready" && status === "True",
  );
}

/** Tells whether a pod has been ready for so many seconds. */
export function isAvailable(context: Context, pod: KubeObject, minReadySeconds = 0): boolean {
  if (!isReady(pod)) return false;
  return minReadySeconds === 0 || context.elapsedMs(pod.metadata.uid, "ready") >= minReadySeconds * 1_000;
}

/** Gives the node of a pod; "": none yet. */
export function nodeOf(pod: KubeObject): string {
  return textAt(pod, "spec", "nodeName");
}
