import type { KubeObject } from "../kube/object.ts";
import { readText } from "./fields.ts";
import { type Health, healthStatuses, toHealth } from "./health-status.ts";

/**
 * Assesses an Application of an app-of-apps by the health that its own status tells, so that a wave waits for the applications
 * before it. Argo CD leaves that to a script of the user's since 1.8:
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#argocd-app
 */
export function assessApplication(object: KubeObject): Health {
  const told = readText(object, "status", "health", "status");
  const status = healthStatuses.find((each) => each === told);
  if (status === undefined) return toHealth("Progressing", "Waiting for the health of the application");
  return toHealth(status, readText(object, "status", "health", "message"));
}
