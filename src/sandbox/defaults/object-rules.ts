import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import { type RuleEntry, withDefault } from "./rule.ts";

const definitions = "apiextensions-apiserver.pkg.apis.apiextensions.v1";

/** Defaults of all other objects: pkg/apis/<group>/<version>/defaults.go of kubernetes at v1.35.0. */
export const objectRules: readonly RuleEntry[] = [
  ["api.core.v1.LimitRangeItem", toLimitRangeItem],
  ["api.core.v1.Namespace", toNamespace],
  ["api.core.v1.Secret", toSecret],
  ["api.core.v1.NodeSpec", toNodeSpec],
  ["api.core.v1.NodeStatus", toNodeStatus],
  ["api.networking.v1.NetworkPolicySpec", toNetworkPolicySpec],
  ["api.rbac.v1.Subject", toSubject],
  ["api.resource.v1.DeviceSubRequest", toDeviceRequest],
  ["api.resource.v1.ExactDeviceRequest", toDeviceRequest],
  [`${definitions}.CustomResourceDefinition`, toDefinition],
  [`${definitions}.CustomResourceDefinitionNames`, toDefinitionNames],
];

/** Limits of containers follow from each other: default from max, request from default, then from min. */
function toLimitRangeItem(item: JsonObject): JsonObject {
  if (item["type"] !== "Container") return item;
  const standard = { ...asObject(item["max"]), ...asObject(item["default"]) };
  const request = { ...asObject(item["min"]), ...standard, ...asObject(item["defaultRequest"]) };
  return { ...item, ...unlessEmpty("default", standard), ...unlessEmpty("defaultRequest", request) };
}

function unlessEmpty(name: string, value: JsonObject): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

function toNamespace(namespace: JsonObject): JsonObject {
  const metadata = asObject(namespace["metadata"]);
  const { name = "" } = metadata;
  if (name === "") return namespace;
  const labels = { ...asObject(metadata["labels"]), "kubernetes.io/metadata.name": name };
  return { ...namespace, metadata: { ...metadata, labels } };
}

/** `stringData` is written only: it becomes data. */
function toSecret(secret: JsonObject): JsonObject {
  const { stringData, ...rest } = secret;
  if (!isObject(stringData)) return secret;
  const encoded = Object.entries(stringData).map(([name, text]) => [
    name,
    Buffer.from(String(text)).toString("base64"),
  ]);
  return { ...rest, data: { ...asObject(rest["data"]), ...Object.fromEntries(encoded) } };
}

function toNodeSpec(spec: JsonObject): JsonObject {
  const { podCIDR } = spec;
  return podCIDR === undefined ? spec : withDefault(spec, "podCIDRs", [podCIDR]);
}

function toNodeStatus(status: JsonObject): JsonObject {
  const { capacity } = status;
  return capacity === undefined ? status : withDefault(status, "allocatable", capacity);
}

function toNetworkPolicySpec(spec: JsonObject): JsonObject {
  const isEgress = asList(spec["egress"]).length > 0;
  return withDefault(spec, "policyTypes", isEgress ? ["Ingress", "Egress"] : ["Ingress"]);
}

function toSubject(subject: JsonObject): JsonObject {
  const isOfRbac = subject["kind"] === "User" || subject["kind"] === "Group";
  return isOfRbac ? withDefault(subject, "apiGroup", "rbac.authorization.k8s.io") : subject;
}

function toDeviceRequest(request: JsonObject): JsonObject {
  const { allocationMode = "ExactCount" } = request;
  return allocationMode === "ExactCount" ? withDefault(request, "count", 1) : request;
}

function toDefinitionNames(names: JsonObject): JsonObject {
  const { kind } = names;
  if (typeof kind !== "string" || kind === "") return names;
  return { singular: kind.toLowerCase(), listKind: `${kind}List`, ...names };
}

/** The version that is stored now is one that was stored. */
function toDefinition(definition: JsonObject): JsonObject {
  const status = asObject(definition["status"]);
  if (asList(status["storedVersions"]).length > 0) return definition;
  const stored = asList(readField(definition, "spec", "versions")).find(isStorage);
  const name: Json | undefined = readField(stored, "name");
  if (name === undefined) return definition;
  return { ...definition, status: { ...status, storedVersions: [name] } };
}

function isStorage(version: Json): boolean {
  return isObject(version) && version["storage"] === true;
}
