import type { Json, JsonObject } from "../../kube/json.ts";
import { equalQuantities, parseQuantity } from "../../kube/quantity.ts";
import { asList, asObject } from "../../kube/values.ts";

const counted = ["cpu", "memory"] as const;

/** Gives the quality of service that a Pod's requests and limits make: pkg/apis/core/helper/qos/qos.go. */
export function toQosClass(spec: JsonObject): string {
  const own = spec["resources"];
  const containers = [...asList(spec["containers"]), ...asList(spec["initContainers"])];
  const all = own === undefined ? containers.map((each) => asObject(each)["resources"]) : [own];
  const resources = all.map(asObject);
  if (!resources.some(hasAny)) return "BestEffort";
  return resources.every(isLimited) ? "Guaranteed" : "Burstable";
}

function hasAny({ limits, requests }: JsonObject): boolean {
  return counted.some((name) => isSome(asObject(limits)[name]) || isSome(asObject(requests)[name]));
}

/** No request is above its limit, so sums are equal only where each pair is. */
function isLimited({ limits, requests }: JsonObject): boolean {
  const [upper, lower] = [asObject(limits), asObject(requests)];
  return counted.every(
    (name) => isSome(upper[name]) && equalQuantities(lower[name] ?? upper[name], upper[name]),
  );
}

function isSome(value: Json | undefined): boolean {
  return (parseQuantity(value)?.mantissa ?? 0n) > 0n;
}
