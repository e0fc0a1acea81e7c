import { equalJson } from "../../kube/canonical-json.ts";
import type { Json, JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asList, asObject } from "../../kube/values.ts";
import { withAddresses } from "./service-addresses.ts";
import { withPorts } from "./service-ports.ts";
import type { Subject } from "./strategy.ts";

/**
 * A Service gets an address, families and node ports as its type needs them, keeps those it has, and gives up those that a
 * new type does not need: pkg/registry/core/service/strategy.go and storage/alloc.go.
 */
export function toStoredService(subject: Subject): KubeObject {
  const { before, object } = subject;
  const given = asObject(object["spec"]);
  const old = before === undefined ? undefined : asObject(before["spec"]);
  const spec = old === undefined ? given : withKept(withoutUnneeded(given, old), old);
  const allocated = withPorts(subject, withAddresses(subject, spec));
  const status = spec["type"] === "LoadBalancer" || before === undefined ? {} : withoutBalancer(object);
  return { ...object, spec: allocated, ...status };
}

function withoutBalancer(object: KubeObject): JsonObject {
  return { status: { ...asObject(object["status"]), loadBalancer: {} } };
}

/** Whether a type needs an address, node ports, a port for health checks. */
const needs = {
  address: ({ type }: JsonObject) => type !== "ExternalName",
  nodePorts: ({ type }: JsonObject) => type === "NodePort" || type === "LoadBalancer",
  healthPort: (spec: JsonObject) => needsBalancer(spec) && spec["externalTrafficPolicy"] === "Local",
} as const;

function needsBalancer({ type }: JsonObject): boolean {
  return type === "LoadBalancer";
}

function isOutside(spec: JsonObject): boolean {
  return needs.nodePorts(spec) || (spec["type"] === "ClusterIP" && asList(spec["externalIPs"]).length > 0);
}

type Wipe = { readonly isNeeded: (spec: JsonObject) => boolean; readonly fields: readonly string[] };

/** Fields that go with a type, as long as the request does not change them as well. */
const wipes: readonly Wipe[] = [
  { isNeeded: needs.address, fields: ["internalTrafficPolicy"] },
  { isNeeded: needs.address, fields: ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] },
  { isNeeded: needs.healthPort, fields: ["healthCheckNodePort"] },
  { isNeeded: needsBalancer, fields: ["allocateLoadBalancerNodePorts", "loadBalancerClass"] },
  { isNeeded: isOutside, fields: ["externalTrafficPolicy"] },
];

function withoutUnneeded(given: JsonObject, old: JsonObject): JsonObject {
  const gone = wipes
    .filter(({ isNeeded }) => isNeeded(old) && !isNeeded(given))
    .flatMap(({ fields }) => fields)
    .filter((name) => equalJson(given[name], old[name]));
  const kept = Object.fromEntries(Object.entries(given).filter(([name]) => !gone.includes(name)));
  const isPortless = needs.nodePorts(old) && !needs.nodePorts(given);
  return isPortless && equalJson(nodePortsOf(given), nodePortsOf(old))
    ? { ...kept, ports: asList(given["ports"]).map(withoutNodePort) }
    : kept;
}

function nodePortsOf(spec: JsonObject): readonly Json[] {
  return asList(spec["ports"]).map((port) => asObject(port)["nodePort"] ?? 0);
}

function withoutNodePort(port: Json): JsonObject {
  const { nodePort: _, ...rest } = asObject(port);
  return rest;
}

/** What was allocated before comes back where a request leaves it out. */
function withKept(spec: JsonObject, old: JsonObject): JsonObject {
  const addressed = needs.address(spec) && needs.address(old) ? withKeptAddress(spec, old) : spec;
  const { healthCheckNodePort = old["healthCheckNodePort"] } = spec;
  const checked =
    needs.healthPort(spec) && needs.healthPort(old)
      ? { ...addressed, ...given({ healthCheckNodePort }) }
      : addressed;
  return needs.nodePorts(spec) && needs.nodePorts(old) ? withKeptPorts(checked, old) : checked;
}

/** Who changes the one address only means the list as well. */
function withKeptAddress(spec: JsonObject, old: JsonObject): JsonObject {
  const { clusterIP = old["clusterIP"], clusterIPs = old["clusterIPs"] } = spec;
  const isChanged = clusterIP !== old["clusterIP"] && equalJson(clusterIPs, old["clusterIPs"]);
  return {
    ...spec,
    ...given({ clusterIP, clusterIPs: isChanged && clusterIP !== undefined ? [clusterIP] : clusterIPs }),
  };
}

function given(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** By the names of ports, unless another port has the number now. */
function withKeptPorts(spec: JsonObject, old: JsonObject): JsonObject {
  const used = new Set(nodePortsOf(spec));
  const byName = new Map(asList(old["ports"]).map((port) => [nameOf(port), asObject(port)["nodePort"]]));
  const ports = asList(spec["ports"]).map((port) => {
    const nodePort = byName.get(nameOf(port));
    const isOpen = asObject(port)["nodePort"] === undefined && nodePort !== undefined && !used.has(nodePort);
    return isOpen ? { ...asObject(port), nodePort } : port;
  });
  return spec["ports"] === undefined ? spec : { ...spec, ports };
}

function nameOf(port: Json): string {
  return String(asObject(port)["name"] ?? "");
}
