import type { KubeObject } from "../kube/object.ts";
import { readList } from "./fields.ts";
import { type Health, toHealth } from "./health-status.ts";

/** Assesses an Ingress, and whatever has its status: Healthy once a load balancer has given it an address. */
export function waitForAddress(object: KubeObject): Health {
  if (readList(object, "status", "loadBalancer", "ingress").length > 0) return toHealth("Healthy");
  return toHealth("Progressing", "Waiting for an address: status.loadBalancer.ingress is empty");
}
