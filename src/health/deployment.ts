import { readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { readConditions, readNumber } from "./fields.ts";
import { waitForObservation } from "./generation.ts";
import { type Health, toHealth, waitsForRollout } from "./health-status.ts";

/**
 * Assesses a Deployment as `kubectl rollout status` does, with a paused one Suspended: getAppsv1DeploymentHealth in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/health/health_deployment.go
 */
export function assessDeployment(object: KubeObject): Health {
  if (readField(object, "spec", "paused") === true) return toHealth("Suspended", "Deployment is paused");
  return waitForObservation(object) ?? exceededDeadline(object) ?? assessRollout(object);
}

function exceededDeadline(object: KubeObject): Health | undefined {
  const progress = readConditions(object).find((condition) => condition.type === "Progressing");
  if (progress?.reason !== "ProgressDeadlineExceeded") return undefined;
  return toHealth("Degraded", `Rollout exceeded its progress deadline: ${progress.message}`);
}

function assessRollout(object: KubeObject): Health {
  const wanted = readNumber(object, "spec", "replicas") ?? 0;
  const present = readNumber(object, "status", "replicas") ?? 0;
  const updated = readNumber(object, "status", "updatedReplicas") ?? 0;
  const available = readNumber(object, "status", "availableReplicas") ?? 0;
  if (updated < wanted) return waitsForRollout(`${updated} of ${wanted} replicas are updated`);
  if (present > updated) return waitsForRollout(`${present - updated} old replicas are still running`);
  if (available < updated)
    return waitsForRollout(`${available} of ${updated} updated replicas are available`);
  return toHealth("Healthy");
}
