import { readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { numberAt, textAt, toCount } from "./values.ts";

/** How many replicas the Deployment wanted when the ReplicaSet was last scaled. */
export const desiredAnnotation = "deployment.kubernetes.io/desired-replicas";
/** How many pods all its ReplicaSets were allowed then. */
export const maxAnnotation = "deployment.kubernetes.io/max-replicas";

/** Gives the wanted replicas of a Deployment or a ReplicaSet. */
export function replicasOf(object: KubeObject): number {
  return numberAt(object, "spec", "replicas") ?? 1;
}

/** Gives how many replicas of a ReplicaSet or Deployment are available. */
export function availableOf(object: KubeObject): number {
  return numberAt(object, "status", "availableReplicas") ?? 0;
}

/** Tells whether a Deployment replaces its pods step by step. */
export function isRolling(deployment: KubeObject): boolean {
  return textAt(deployment, "spec", "strategy", "type") !== "Recreate";
}

/** Gives how many pods there may be beyond the wanted ones, and how many of these may be missing. */
export function toLimits(deployment: KubeObject): {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
} {
  if (!isRolling(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = replicasOf(deployment);
  const rolling = readField(deployment, "spec", "strategy", "rollingUpdate");
  const maxSurge = toCount(readField(rolling, "maxSurge") ?? "25%", replicas, Math.ceil);
  const floor = toCount(readField(rolling, "maxUnavailable") ?? "25%", replicas, Math.floor);
  // Both zero would stand still: pkg/controller/deployment/util/deployment_util.go, ResolveFenceposts.
  const maxUnavailable = maxSurge === 0 && floor === 0 ? 1 : floor;
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, replicas) };
}

/** Sums up replicas. */
export function sum(objects: readonly KubeObject[], count: (object: KubeObject) => number): number {
  return objects.reduce((total, object) => total + count(object), 0);
}

/** Reads what a ReplicaSet says its Deployment wanted; undefined: nothing. */
export function wantedBefore(set: KubeObject): number | undefined {
  const text = set.metadata.annotations?.[desiredAnnotation];
  return text === undefined ? undefined : Number(text);
}
