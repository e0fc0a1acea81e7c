import type { KubeObject } from "../kube/object.ts";
import { readText } from "./fields.ts";
import { type Health, type HealthStatus, toHealth } from "./health-status.ts";

const byPhase: ReadonlyMap<string, HealthStatus> = new Map([
  ["", "Progressing"],
  ["Pending", "Progressing"],
  ["Running", "Progressing"],
  ["Succeeded", "Healthy"],
  ["Failed", "Degraded"],
  ["Error", "Degraded"],
]);

/** Assesses an Argo Workflow by its phase; the message is the workflow's own. */
export function assessWorkflow(object: KubeObject): Health {
  const status = byPhase.get(readText(object, "status", "phase")) ?? "Unknown";
  return toHealth(status, readText(object, "status", "message"));
}
