import type { KubeObject } from "../kube/object.ts";
import { readNumber, readText } from "./fields.ts";
import { waitForObservation } from "./generation.ts";
import { type Health, toHealth, waitsForRollout } from "./health-status.ts";

/**
 * Assesses a DaemonSet: every scheduled pod updated, then available; OnDelete waits for nobody:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/health/health_daemonset.go
 */
export function assessDaemonSet(object: KubeObject): Health {
  return waitForObservation(object) ?? assessRollout(object);
}

function assessRollout(object: KubeObject): Health {
  const wanted = readNumber(object, "status", "desiredNumberScheduled") ?? 0;
  const updated = readNumber(object, "status", "updatedNumberScheduled") ?? 0;
  const available = readNumber(object, "status", "numberAvailable") ?? 0;
  if (readText(object, "spec", "updateStrategy", "type") === "OnDelete") {
    return toHealth("Healthy", `${updated} of ${wanted} pods are updated, the others when they are deleted`);
  }
  if (updated < wanted) return waitsForRollout(`${updated} of ${wanted} pods are updated`);
  if (available < wanted) return waitsForRollout(`${available} of ${wanted} pods are available`);
  return toHealth("Healthy");
}
