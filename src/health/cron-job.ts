import { readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { readList, readText } from "./fields.ts";
import { type Health, toHealth } from "./health-status.ts";

/**
 * Assesses a CronJob by its last run: Degraded only where that is known to have failed. A suspended one is Healthy, since
 * many are suspended for good. The rules of
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/resource_customizations/batch/CronJob/health.lua
 */
export function assessCronJob(object: KubeObject): Health {
  if (readField(object, "spec", "suspend") === true) return toHealth("Healthy", "CronJob is suspended");
  if ((object["status"] ?? undefined) === undefined) {
    return toHealth("Progressing", "Waiting for the controller: no status yet");
  }
  return assessLastRun(object);
}

function assessLastRun(object: KubeObject): Health {
  const scheduled = readText(object, "status", "lastScheduleTime");
  const succeeded = readText(object, "status", "lastSuccessfulTime");
  if (scheduled === "") return toHealth("Healthy", "No run was scheduled yet");
  if (succeeded === "") return toHealth("Healthy", "No run has succeeded yet");
  if (readList(object, "status", "active").length > 0) return toHealth("Healthy", "A run is under way");
  // RFC 3339 in UTC with whole seconds, as the API server writes both: they sort as texts.
  if (succeeded < scheduled) return toHealth("Degraded", `The run of ${scheduled} did not succeed`);
  return toHealth("Healthy");
}
