import { readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { readNumber, readText } from "./fields.ts";
import { waitForObservation } from "./generation.ts";
import { type Health, toHealth, waitsForRollout } from "./health-status.ts";

/**
 * Assesses a StatefulSet; a partition or OnDelete leaves pods at the old revision on purpose:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/health/health_statefulset.go
 */
export function assessStatefulSet(object: KubeObject): Health {
  if ((readNumber(object, "status", "observedGeneration") ?? 0) === 0) {
    return toHealth("Progressing", "Waiting for the controller: the spec was never observed");
  }
  return waitForObservation(object) ?? waitForPods(object) ?? assessRevision(object);
}

function waitForPods(object: KubeObject): Health | undefined {
  const wanted = readNumber(object, "spec", "replicas") ?? 0;
  const ready = readNumber(object, "status", "readyReplicas") ?? 0;
  return ready < wanted
    ? toHealth("Progressing", `Waiting for pods: ${ready} of ${wanted} are ready`)
    : undefined;
}

function assessRevision(object: KubeObject): Health {
  const strategy = readText(object, "spec", "updateStrategy", "type");
  if (strategy === "RollingUpdate" && hasRollingUpdate(object)) return assessPartition(object);
  if (strategy === "OnDelete")
    return toHealth("Healthy", "Pods are updated when they are deleted (OnDelete)");
  const revision = readText(object, "status", "updateRevision");
  if (revision === readText(object, "status", "currentRevision")) return toHealth("Healthy");
  const updated = readNumber(object, "status", "updatedReplicas") ?? 0;
  return waitsForRollout(`${updated} pods are at revision ${revision}`);
}

function hasRollingUpdate(object: KubeObject): boolean {
  return (readField(object, "spec", "updateStrategy", "rollingUpdate") ?? undefined) !== undefined;
}

function assessPartition(object: KubeObject): Health {
  const replicas = readNumber(object, "spec", "replicas") ?? 0;
  const partition = readNumber(object, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
  const updated = readNumber(object, "status", "updatedReplicas") ?? 0;
  const wanted = Math.max(replicas - partition, 0);
  if (updated >= wanted) return toHealth("Healthy");
  return waitsForRollout(`${updated} of ${wanted} pods are updated`);
}
