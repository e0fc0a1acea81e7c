import { readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { type StatusCondition, toConditions } from "./fields.ts";
import { toNotObserved } from "./generation.ts";
import { type Health, type HealthStatus, toHealth } from "./health-status.ts";

/** One line of the table: the first line that fits a condition of the object decides. */
export type ConditionRule = {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  /** undefined: whatever the reason. */
  readonly reason?: RegExp;
  readonly health: HealthStatus;
};

// Ready: False says neither "not yet" nor "never"; kstatus takes it for "not yet". Reasons that name a failure do not go
// away by waiting, and most health checks bundled with Argo CD call such an object Degraded.
const failure =
  /Failed|Failure|Fail$|Error|Invalid|Denied|Forbidden|Unauthorized|Rejected|Exceeded|Misconfigured|Unhealthy|Aborted/;
// A finished rollout keeps `Progressing: True` with such a reason (Deployment, Rollout, DeploymentConfig).
const notSettled = /^(?!New\w+Available$)/;

/** The rules for kinds without a rule of their own, strongest first. */
export const conditionRules: readonly ConditionRule[] = [
  { type: "Stalled", status: "True", health: "Degraded" },
  { type: "Reconciling", status: "True", health: "Progressing" },
  { type: "Degraded", status: "True", health: "Degraded" },
  { type: "Failed", status: "True", health: "Degraded" },
  { type: "Progressing", status: "False", reason: /^ProgressDeadlineExceeded$/, health: "Degraded" },
  { type: "Ready", status: "False", reason: failure, health: "Degraded" },
  { type: "Ready", status: "False", health: "Progressing" },
  { type: "Ready", status: "Unknown", health: "Progressing" },
  { type: "Ready", status: "True", health: "Healthy" },
  { type: "Progressing", status: "True", reason: notSettled, health: "Progressing" },
  { type: "Available", status: "False", reason: failure, health: "Degraded" },
  { type: "Available", status: "False", health: "Progressing" },
  { type: "Available", status: "Unknown", health: "Progressing" },
  { type: "Available", status: "True", health: "Healthy" },
  { type: "Succeeded", status: "False", health: "Degraded" },
  { type: "Succeeded", status: "Unknown", health: "Progressing" },
  { type: "Succeeded", status: "True", health: "Healthy" },
];

/**
 * Assesses an object of any kind by the conventions that controllers share, as kstatus does; nothing that speaks against
 * it is Healthy. A status of another shape is passed over, for its schema is the kind's own affair:
 * https://github.com/kubernetes-sigs/cli-utils/blob/5895ad6c17dd06b99c1e5c8af17e2b12a3504fad/pkg/kstatus/status/generic.go
 */
export function assessGeneric(object: KubeObject): Health {
  const generation = readField(object, "metadata", "generation");
  const observed = readField(object, "status", "observedGeneration");
  if (typeof generation === "number" && typeof observed === "number" && observed < generation) {
    return toNotObserved(generation, observed);
  }
  const list = readField(object, "status", "conditions");
  return Array.isArray(list) ? assessConditions(toConditions(list)) : toHealth("Healthy");
}

function assessConditions(conditions: readonly StatusCondition[]): Health {
  for (const rule of conditionRules) {
    const condition = conditions.find((present) => fits(rule, present));
    if (condition === undefined) continue;
    return toHealth(rule.health, condition.message || condition.reason);
  }
  return toHealth("Healthy");
}

function fits(rule: ConditionRule, condition: StatusCondition): boolean {
  if (condition.type !== rule.type || condition.status !== rule.status) return false;
  return rule.reason === undefined || rule.reason.test(condition.reason);
}
