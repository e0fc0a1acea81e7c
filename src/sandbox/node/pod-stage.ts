import { readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import { objectsAt, textAt } from "../controllers/values.ts";
import { controllerOf } from "../controllers/watches.ts";
import { isToldToFail, wantedHealth } from "./told-health.ts";

/** What a pod's containers do. */
export type PodStage =
  | "back-off"
  | "creating"
  | "crashing"
  | "failed"
  | "pull-failed"
  | "running"
  | "succeeded"
  | "unready";

/** How long a real node takes, in milliseconds. */
export const startMs = 2_000;
/** After as long a kubelet waits before it pulls an image again. */
export const backOffMs = 4_000;
const workMs = 3_000;

/** Gives what a pod's containers do so long after it came to its node, and when that changes next; undefined: it stays. */
export function toStage(
  state: ClusterState,
  pod: KubeObject,
  ageMs: number,
): { stage: PodStage; nextMs: number | undefined } {
  if (ageMs < startMs) return { stage: "creating", nextMs: startMs - ageMs };
  if (failsToPull(pod))
    return ageMs < backOffMs
      ? { stage: "pull-failed", nextMs: backOffMs - ageMs }
      : { stage: "back-off", nextMs: undefined };
  const owner = ownerOf(state, pod);
  const health = wantedHealth(pod) ?? wantedHealth(owner);
  const isWork = endsByItself(pod, owner);
  if (health === "degraded") return { stage: "crashing", nextMs: undefined };
  if (health === "progressing") return { stage: isWork ? "running" : "unready", nextMs: undefined };
  if (!isWork) return { stage: "running", nextMs: undefined };
  if (ageMs < startMs + workMs) return { stage: "running", nextMs: startMs + workMs - ageMs };
  return { stage: isToldToFail(pod) || isToldToFail(owner) ? "failed" : "succeeded", nextMs: undefined };
}

/** Tells whether an image is one that no registry has: so people can see what then happens. */
export function isMissingImage(image: string): boolean {
  return image.startsWith("fail/");
}

function failsToPull(pod: KubeObject): boolean {
  const containers = [...objectsAt(pod, "spec", "initContainers"), ...objectsAt(pod, "spec", "containers")];
  return containers.some((container) => isMissingImage(textAt(container, "image")));
}

/** A pod that is not started anew has something to do that ends. */
function endsByItself(pod: KubeObject, owner: KubeObject | undefined): boolean {
  const policy = readField(pod, "spec", "restartPolicy");
  return owner?.kind === "Job" || (owner === undefined && (policy === "Never" || policy === "OnFailure"));
}

/** Finds whom a user tells how a pod is to be: a Deployment rather than its ReplicaSet, which keeps what it was told once. */
function ownerOf(state: ClusterState, object: KubeObject): KubeObject | undefined {
  const owner = controllerOf(object);
  const storage = owner === undefined ? undefined : storages[owner.kind];
  if (owner === undefined || storage === undefined) return undefined;
  const found = state.store.read(storage, object.metadata.namespace ?? "", owner.name);
  return found?.kind === "ReplicaSet" ? (ownerOf(state, found) ?? found) : found;
}

const storages: Readonly<Record<string, string>> = {
  DaemonSet: "apps/daemonsets",
  Deployment: "apps/deployments",
  Job: "batch/jobs",
  ReplicaSet: "apps/replicasets",
  ReplicationController: "/replicationcontrollers",
  StatefulSet: "apps/statefulsets",
};
