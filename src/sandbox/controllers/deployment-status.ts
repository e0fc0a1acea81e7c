import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { availableOf, replicasOf, sum, toLimits } from "./replica-counts.ts";
import type { Sets } from "./rollout.ts";
import { numberAt, objectsAt, withoutZeros } from "./values.ts";

export type Condition = {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
};

export type StatusInput = {
  readonly deployment: KubeObject;
  readonly sets: Sets;
  /** The conditions as this look at the Deployment has left them. */
  readonly conditions: readonly JsonObject[];
  readonly time: string;
};

/** Gives a Deployment's status but for its progress (pkg/controller/deployment/sync.go, calculateStatus). */
export function toStatus({ deployment, sets, conditions, time }: StatusInput): JsonObject {
  const all = [...(sets.current === undefined ? [] : [sets.current]), ...sets.old];
  const available = sum(all, availableOf);
  const hasMinimum = available >= replicasOf(deployment) - toLimits(deployment).maxUnavailable;
  const availability = hasMinimum
    ? { status: "True", reason: "MinimumReplicasAvailable", message: "Deployment has minimum availability." }
    : {
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      };
  const counts = {
    replicas: sum(all, countOf),
    updatedReplicas: sets.current === undefined ? 0 : countOf(sets.current),
    readyReplicas: sum(all, (set) => numberAt(set, "status", "readyReplicas") ?? 0),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sum(all, replicasOf) - available),
  };
  const terminatingReplicas = sum(all, (set) => numberAt(set, "status", "terminatingReplicas") ?? 0);
  const collisionCount = numberAt(deployment, "status", "collisionCount");
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...withoutZeros(counts),
    terminatingReplicas,
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: withCondition(conditions, { type: "Available", ...availability }, time),
  };
}

/** Sets a condition; one of the same status keeps the time of its last transition, one that says the same is left alone. */
export function withCondition(
  conditions: readonly JsonObject[],
  condition: Condition,
  time: string,
): readonly JsonObject[] {
  const before = conditions.find(({ type }) => type === condition.type);
  if (before?.["status"] === condition.status && before["reason"] === condition.reason) return conditions;
  const lastTransitionTime = before?.["status"] === condition.status ? before["lastTransitionTime"] : time;
  const after = { ...condition, lastUpdateTime: time, lastTransitionTime };
  return [...conditions.filter(({ type }) => type !== condition.type), after];
}

/** Tells whether all pods are of the newest template and available (deployment_util.go, DeploymentComplete). */
export function isComplete(deployment: KubeObject, status: JsonObject): boolean {
  const wanted = replicasOf(deployment);
  return (["updatedReplicas", "replicas", "availableReplicas"] as const).every(
    (name) => (numberAt(status, name) ?? 0) === wanted,
  );
}

/** Tells whether a status is further than the one before (deployment_util.go, DeploymentProgressing). */
export function isFurther(before: JsonObject, after: JsonObject): boolean {
  const count = (status: JsonObject, name: string) => numberAt(status, name) ?? 0;
  const old = (status: JsonObject) => count(status, "replicas") - count(status, "updatedReplicas");
  const hasMore = (name: string) => count(after, name) > count(before, name);
  return (
    hasMore("updatedReplicas") ||
    old(after) < old(before) ||
    hasMore("readyReplicas") ||
    hasMore("availableReplicas")
  );
}

/** Reads a condition of an object. */
export function conditionOf(object: KubeObject | JsonObject, type: string): JsonObject | undefined {
  const { status } = object;
  return objectsAt(status, "conditions").find((condition) => condition["type"] === type);
}

function countOf(set: KubeObject): number {
  return numberAt(set, "status", "replicas") ?? 0;
}
