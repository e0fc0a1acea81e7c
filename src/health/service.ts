import type { KubeObject } from "../kube/object.ts";
import { readText } from "./fields.ts";
import { type Health, toHealth } from "./health-status.ts";
import { waitForAddress } from "./ingress.ts";

/** Assesses a Service: only one of type LoadBalancer waits for anything, its address. */
export function assessService(object: KubeObject): Health {
  return readText(object, "spec", "type") === "LoadBalancer" ? waitForAddress(object) : toHealth("Healthy");
}
