import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";

const healthAnnotation = "sandbox.outrigger.dev/health";

/** Tells what the tester wants of an object: `progressing`, `degraded`, or undefined for all well. */
export function wantedHealth(object: KubeObject): string | undefined {
  return object.metadata.annotations?.[healthAnnotation];
}

/** Gives a Deployment's status. */
export function deploymentStatus(object: KubeObject, time: string): JsonObject {
  const { observedGeneration, replicas, available } = observe(object);
  const isWell = available === replicas;
  const progress =
    wantedHealth(object) === "degraded"
      ? { status: "False", reason: "ProgressDeadlineExceeded", message: "the sandbox was told so" }
      : { status: "True", reason: isWell ? "NewReplicaSetAvailable" : "ReplicaSetUpdated", message: "" };
  const availability = isWell
    ? { status: "True", reason: "MinimumReplicasAvailable", message: "Deployment has minimum availability." }
    : { status: "False", reason: "MinimumReplicasUnavailable", message: "" };
  const times = { lastTransitionTime: time, lastUpdateTime: time };
  return {
    observedGeneration,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: available,
    availableReplicas: available,
    ...(isWell ? {} : { unavailableReplicas: replicas - available }),
    conditions: [
      { type: "Available", ...availability, ...times },
      { type: "Progressing", ...progress, ...times },
    ],
  };
}

/** Gives a ReplicaSet's status. */
export function replicaSetStatus(object: KubeObject, time: string): JsonObject {
  const { observedGeneration, replicas, available } = observe(object);
  const failure = {
    type: "ReplicaFailure",
    status: "True",
    reason: "FailedCreate",
    message: "the sandbox was told so",
    lastTransitionTime: time,
  };
  return {
    observedGeneration,
    replicas,
    fullyLabeledReplicas: replicas,
    readyReplicas: available,
    availableReplicas: available,
    ...(wantedHealth(object) === "degraded" ? { conditions: [failure] } : {}),
  };
}

/** Gives a StatefulSet's status. */
export function statefulSetStatus(object: KubeObject): JsonObject {
  const { observedGeneration, replicas, available } = observe(object);
  const revision = `${object.metadata.name}-${observedGeneration}`;
  return {
    observedGeneration,
    replicas,
    currentReplicas: replicas,
    updatedReplicas: replicas,
    readyReplicas: available,
    availableReplicas: available,
    collisionCount: 0,
    currentRevision: revision,
    updateRevision: revision,
  };
}

/** Gives a DaemonSet's status on a cluster of one node. */
export function daemonSetStatus(object: KubeObject): JsonObject {
  const { observedGeneration, available } = observe(object);
  const number = available === 0 ? 0 : 1;
  return {
    observedGeneration,
    currentNumberScheduled: 1,
    desiredNumberScheduled: 1,
    updatedNumberScheduled: 1,
    numberAvailable: number,
    numberReady: number,
    numberMisscheduled: 0,
  };
}

function observe(object: KubeObject): { observedGeneration: number; replicas: number; available: number } {
  const wanted: Json | undefined = readField(object, "spec", "replicas");
  const replicas = typeof wanted === "number" ? wanted : 1;
  const observedGeneration = object.metadata.generation ?? 1;
  return { observedGeneration, replicas, available: wantedHealth(object) === undefined ? replicas : 0 };
}
