import type { KubeObject } from "../kube/object.ts";
import { readConditions } from "./fields.ts";
import { type Health, toHealth } from "./health-status.ts";

/** Assesses an APIService: Progressing until the API server can reach it, however long that takes (as in Argo CD). */
export function assessApiService(object: KubeObject): Health {
  const available = readConditions(object).find((condition) => condition.type === "Available");
  if (available === undefined) return toHealth("Progressing", "Waiting for the API server to look at it");
  const message = [available.reason, available.message].filter((text) => text !== "").join(": ");
  return toHealth(available.status === "True" ? "Healthy" : "Progressing", message);
}
