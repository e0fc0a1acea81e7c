import type { KubeObject } from "../kube/object.ts";
import { readConditions, type StatusCondition } from "./fields.ts";
import { type Health, toHealth } from "./health-status.ts";

/**
 * Assesses a Job by its conditions: Failed wins, then Suspended, then Complete. A Suspended condition that is no longer
 * true says nothing of the end, so such a Job is Progressing (Argo CD takes it for Healthy):
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/health/health_job.go
 */
export function assessJob(object: KubeObject): Health {
  const conditions = readConditions(object);
  const failed = findTrue(conditions, "Failed");
  if (failed !== undefined) return toHealth("Degraded", failed.message || failed.reason);
  const suspended = findTrue(conditions, "Suspended");
  if (suspended !== undefined) return toHealth("Suspended", suspended.message);
  const complete = findTrue(conditions, "Complete");
  if (complete !== undefined) return toHealth("Healthy", complete.message);
  return toHealth("Progressing", "Waiting for completion");
}

function findTrue(conditions: readonly StatusCondition[], type: string): StatusCondition | undefined {
  return conditions.find((condition) => condition.type === type && condition.status === "True");
}
