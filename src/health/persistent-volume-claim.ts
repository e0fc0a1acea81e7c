import type { KubeObject } from "../kube/object.ts";
import { readText } from "./fields.ts";
import { type Health, type HealthStatus, toHealth } from "./health-status.ts";

const byPhase: ReadonlyMap<string, HealthStatus> = new Map([
  ["Bound", "Healthy"],
  ["Pending", "Progressing"],
  ["Lost", "Degraded"],
]);

/** Assesses a PersistentVolumeClaim by its phase; one that no controller has seen is Unknown, as in Argo CD. */
export function assessPersistentVolumeClaim(object: KubeObject): Health {
  const phase = readText(object, "status", "phase");
  const status = byPhase.get(phase) ?? "Unknown";
  return status === "Healthy" ? toHealth(status) : toHealth(status, `Claim has phase "${phase}"`);
}
