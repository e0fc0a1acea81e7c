import type { KubeObject } from "../kube/object.ts";
import { readConditions, type StatusCondition } from "./fields.ts";
import { type Health, toHealth } from "./health-status.ts";

/**
 * Assesses a CustomResourceDefinition: Healthy once it is Established, which is when its objects can be created. The rules of
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/resource_customizations/apiextensions.k8s.io/CustomResourceDefinition/health.lua
 * but for one: `Established: False` is Progressing whatever its reason, for the API server needs a moment.
 */
export function assessCustomResourceDefinition(object: KubeObject): Health {
  const conditions = readConditions(object);
  const bad = conditions.map(assessCondition).find((health) => health !== undefined);
  if (bad !== undefined) return bad;
  const established = conditions.find((condition) => condition.type === "Established");
  if (established?.status === "True") return toHealth("Healthy");
  return toHealth("Progressing", "Waiting for the API server to establish the kind");
}

function assessCondition({ type, status, message }: StatusCondition): Health | undefined {
  const value = `${type}=${status}`;
  if (value === "Terminating=True") return toHealth("Progressing", `Pending deletion: ${message}`);
  if (value === "NamesAccepted=False") return toHealth("Degraded", `Names were not accepted: ${message}`);
  if (value === "NonStructuralSchema=True")
    return toHealth("Degraded", `Schema is not structural: ${message}`);
  return undefined;
}
