import type { KubeObject } from "../kube/object.ts";
import { readConditions } from "./fields.ts";
import { type Health, toHealth } from "./health-status.ts";

/**
 * Assesses a PodDisruptionBudget: a budget that is used up is Healthy, one that cannot be computed is Degraded. The rules of
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/resource_customizations/policy/PodDisruptionBudget/health.lua
 */
export function assessPodDisruptionBudget(object: KubeObject): Health {
  const conditions = readConditions(object);
  const failed = conditions.find(({ status, reason }) => status === "False" && reason !== "InsufficientPods");
  if (failed !== undefined) return toHealth("Degraded", failed.message || failed.reason);
  if (conditions.length > 0) return toHealth("Healthy");
  return toHealth("Progressing", "Waiting for the controller: no condition yet");
}
