import { type Json, readField } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { duplicate, forbidden, invalid, required } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { labels } from "./metadata.ts";
import { portOrName } from "./probe.ts";
import { all, below, each, fields, is, isEmpty, itemsOf } from "./rules.ts";

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/validation/validation.go, validateService
const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

function isHeadless(spec: Json | undefined): boolean {
  return readField(spec, "clusterIP") === "None";
}

const portsGiven: Rule = (at) => {
  const type = readField(at.value, "type");
  const isOptional = isHeadless(at.value) || type === "ExternalName";
  return isOptional ? [] : is.given()(below(at, "ports"));
};

const ofType: Rule = (at) => {
  const type = readField(at.value, "type");
  if ((type === "LoadBalancer" || type === "NodePort") && isHeadless(at.value)) {
    const first: At = { path: `${at.path}.clusterIPs[0]`, value: "None" };
    return [invalid(first, `may not be set to 'None' for ${type} services`)];
  }
  if (type !== "ExternalName") return [];
  const set = ["clusterIPs", "ipFamilies", "ipFamilyPolicy"].filter(
    (name) => !isEmpty(readField(at.value, name)),
  );
  const name = below(at, "externalName");
  const host: At = { path: name.path, value: String(name.value ?? "").replace(/\.$/, "") };
  return [
    ...set.map((field) => forbidden(`${at.path}.${field}`, "may not be set for ExternalName services")),
    ...is.given()(host),
    ...is.formatted(formats.subdomain)(host),
  ];
};

const port: Rule = fields({
  port: (at) => is.within(1, 65_535)({ path: at.path, value: at.value ?? 0 }),
  protocol: is.oneOf("SCTP", "TCP", "UDP"),
  targetPort: portOrName,
  appProtocol: is.formatted(formats.labelKey),
});

const ports: Rule = (at) => {
  const items = itemsOf(at);
  const seen = new Set<Json | undefined>();
  return items.flatMap((item) => {
    const name = below(item, "name");
    const isTaken = !isEmpty(name.value) && seen.has(name.value);
    seen.add(name.value);
    return [
      ...(items.length > 1 ? is.given()(name) : []),
      ...is.formatted(formats.label)(name),
      ...(isTaken ? [duplicate(name)] : []),
      ...port(item),
    ];
  });
};

const affinityConfig: Rule = (at) => {
  const config = below(at, "sessionAffinityConfig");
  const affinity = readField(at.value, "sessionAffinity") ?? "None";
  if (config.value === undefined || affinity !== "None") return [];
  return [forbidden(config.path, "must not be set when session affinity is None")];
};

const addresses: Rule = (at) => {
  const { clusterIP = "", clusterIPs, type } = asObject(at.value);
  if (type === "ExternalName") return [];
  const field = below(at, "clusterIPs");
  const families = fields({
    ipFamilies: each(is.oneOf("IPv4", "IPv6")),
    ipFamilyPolicy: is.oneOf("PreferDualStack", "RequireDualStack", "SingleStack"),
  })(at);
  const listed = asList(clusterIPs);
  const isOther = clusterIP !== "" && listed.length > 0 && listed[0] !== clusterIP;
  return [
    ...(isOther ? [invalid(field, "first value must match `clusterIP`")] : []),
    ...families,
    ...itemsOf(field).flatMap((item, index) =>
      index === 0 && item.value === "None" ? [] : checkAddress(item),
    ),
  ];
};

function checkAddress(at: At): readonly Cause[] {
  const text = String(at.value);
  const isAddress = /^(\d{1,3}\.){3}\d{1,3}$/.test(text) || text.includes(":");
  return isAddress ? [] : [invalid(at, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")];
}

/** Node ports are for services that can be reached there, and each of them is one port's. */
const nodePorts: Rule = (at) => {
  const isInner = (readField(at.value, "type") ?? "ClusterIP") === "ClusterIP";
  const items = itemsOf(below(at, "ports"));
  const given = items
    .map((item) => below(item, "nodePort"))
    .filter(({ value }) => !isEmpty(value) && value !== 0);
  const outer = "may not be used when `type` is 'ClusterIP'";
  return [
    ...(isInner ? given.map(({ path }) => forbidden(path, outer)) : []),
    ...repeated(items, "nodePort").map((item) => duplicate(below(item, "nodePort"))),
    ...repeated(items, "port").map((item) => duplicate({ path: item.path, value: toPortKey(item.value) })),
  ];
};

function repeated(items: readonly At[], name: string): readonly At[] {
  const seen = new Set<string>();
  return items.filter(({ value }) => {
    const number = readField(value, name);
    if (isEmpty(number) || number === 0) return false;
    const key = `${readField(value, "protocol") ?? "TCP"}/${number}`;
    const isKnown = seen.has(key);
    seen.add(key);
    return isKnown;
  });
}

/** A port as the server prints what two of them have in common. */
function toPortKey(port: Json | undefined): Json {
  const [Protocol, Port] = [readField(port, "protocol") ?? "TCP", readField(port, "port") ?? 0];
  return { Name: "", Protocol, AppProtocol: null, Port, TargetPort: 0, NodePort: 0 };
}

const onlyForBalancers: Rule = (at) => {
  if (readField(at.value, "type") === "LoadBalancer") return [];
  return [
    ["loadBalancerSourceRanges", "LoadBalancerSourceRanges"] as const,
    ["allocateLoadBalancerNodePorts", "allocateLoadBalancerNodePorts"] as const,
    ["loadBalancerClass", "loadBalancerClass"] as const,
  ]
    .filter(([field]) => !isEmpty(readField(at.value, field)))
    .map(([, name]) => forbidden(`${at.path}.${name}`, "may only be used when `type` is 'LoadBalancer'"));
};

const traffic: Rule = (at) => {
  const { type, externalIPs } = asObject(at.value);
  const policy = below(at, "externalTrafficPolicy");
  const isReachable = type === "LoadBalancer" || type === "NodePort" || !isEmpty(externalIPs);
  if (isReachable) return is.oneOf("Cluster", "Local")(policy);
  if (isEmpty(policy.value)) return [];
  return [invalid(policy, "may only be set for externally-accessible services")];
};

/** Gives what is wrong with the spec of a Service. */
export const serviceSpec: Rule = all(
  portsGiven,
  ofType,
  fields({ ports, selector: labels, sessionAffinity: is.oneOf("ClientIP", "None") }),
  affinityConfig,
  addresses,
  fields({
    externalIPs: (at) => itemsOf(at).flatMap(checkAddress),
    type: is.oneOf(...types),
  }),
  nodePorts,
  onlyForBalancers,
  traffic,
  fields({ internalTrafficPolicy: is.oneOf("Cluster", "Local") }),
);

/** Gives the causes of cluster IPs that a Service had and has no more. */
export function checkKeptAddresses(spec: At, before: Json | undefined): readonly Cause[] {
  const isNamed = [spec.value, before].some((each) => readField(each, "type") === "ExternalName");
  const [old, own] = [readField(before, "clusterIPs"), readField(spec.value, "clusterIPs")];
  const given = asList(own);
  if (isNamed || !Array.isArray(old) || old.length === 0) return [];
  const first: At = { path: `${spec.path}.clusterIPs[0]`, value: own };
  if (given.length === 0) return [invalid({ ...first, value: [] }, "primary clusterIP can not be unset")];
  return given[0] === old[0] ? [] : [invalid(first, "may not change once set")];
}

/** What a Service has to have in any case. */
export const service: Rule = (at) => {
  const spec = below(at, "spec");
  return spec.value === undefined ? [required("spec.ports")] : serviceSpec(spec);
};
