import type { KubeObject } from "../kube/object.ts";
import { readConditions, readNumber } from "./fields.ts";
import { waitForObservation } from "./generation.ts";
import { type Health, toHealth } from "./health-status.ts";

/**
 * Assesses a ReplicaSet: Degraded where pods cannot be created, else Progressing until all are available:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/health/health_replicaset.go
 */
export function assessReplicaSet(object: KubeObject): Health {
  return waitForObservation(object) ?? assessReplicas(object);
}

function assessReplicas(object: KubeObject): Health {
  const failure = readConditions(object).find((condition) => condition.type === "ReplicaFailure");
  if (failure?.status === "True") return toHealth("Degraded", failure.message);
  const wanted = readNumber(object, "spec", "replicas") ?? 0;
  const available = readNumber(object, "status", "availableReplicas") ?? 0;
  if (available >= wanted) return toHealth("Healthy");
  return toHealth("Progressing", `Waiting for replicas: ${available} of ${wanted} are available`);
}
