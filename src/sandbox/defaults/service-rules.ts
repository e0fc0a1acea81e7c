import type { JsonObject } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import { type RuleEntry, withDefault } from "./rule.ts";

/** Defaults of Services: pkg/apis/core/v1/defaults.go of kubernetes at v1.35.0. */
export const serviceRules: readonly RuleEntry[] = [
  ["api.core.v1.ServicePort", toPort],
  ["api.core.v1.ServiceSpec", toServiceSpec],
];

function toPort(port: JsonObject): JsonObject {
  const { targetPort } = port;
  const isOpen = targetPort === undefined || targetPort === 0 || targetPort === "";
  return isOpen ? { ...port, targetPort: port["port"] ?? 0 } : port;
}

const dayPart = 10_800;

function toServiceSpec(spec: JsonObject): JsonObject {
  const type = spec["type"] ?? "ClusterIP";
  const isOutside = ["LoadBalancer", "NodePort"].includes(String(type)) || hasExternalIps(spec, type);
  const { sessionAffinityConfig: given, ...rest } = spec;
  const own: { [name: string]: JsonObject | boolean | string } = {};
  if (spec["sessionAffinity"] === "ClientIP") own["sessionAffinityConfig"] = toAffinity(asObject(given));
  if (type !== "ExternalName") own["internalTrafficPolicy"] = "Cluster";
  if (isOutside) own["externalTrafficPolicy"] = "Cluster";
  if (type === "LoadBalancer") own["allocateLoadBalancerNodePorts"] = true;
  return { ...own, ...rest };
}

function hasExternalIps(spec: JsonObject, type: unknown): boolean {
  return type === "ClusterIP" && asList(spec["externalIPs"]).length > 0;
}

function toAffinity(config: JsonObject): JsonObject {
  const clientIP = asObject(config["clientIP"]);
  return { ...config, clientIP: withDefault(clientIP, "timeoutSeconds", dayPart) };
}
