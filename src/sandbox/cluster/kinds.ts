import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import { groupOf, versionOf } from "../../kube/key.ts";
import { asList, asObjects, asText } from "../../kube/values.ts";
import { controlTypes } from "../schema/control-table.ts";
import { coreTypes } from "../schema/core-table.ts";
import { toCustomType } from "../schema/crd-type.ts";
import { kindTable } from "../schema/kinds-table.ts";
import { type KindLine, parseKinds, type SubresourceLine } from "../schema/parse-kinds.ts";
import { parseTypes } from "../schema/parse-table.ts";
import { platformTypes } from "../schema/platform-table.ts";
import { workloadsTypes } from "../schema/workloads-table.ts";
import type { Kind } from "./kind.ts";

/** Finds a built-in type by its name. */
export const findType = parseTypes([coreTypes, workloadsTypes, platformTypes, controlTypes]);

/** The type of every object's metadata. */
export const metaType = findType("apimachinery.pkg.apis.meta.v1.ObjectMeta");

// Kinds whose registry strategy sets metadata.generation: pkg/registry in https://github.com/kubernetes/kubernetes/tree/v1.35.0.
const withGeneration: ReadonlySet<string> = new Set([
  "CronJob",
  "CustomResourceDefinition",
  "DaemonSet",
  "Deployment",
  "DeviceClass",
  "DeviceTaintRule",
  "EndpointSlice",
  "FlowSchema",
  "Ingress",
  "IngressClass",
  "Job",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "NetworkPolicy",
  "Pod",
  "PodDisruptionBudget",
  "PodTemplate",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ReplicaSet",
  "ReplicationController",
  "ResourceSlice",
  "StatefulSet",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
]);

/** Everything that every server shows in discovery, in its order; some of it is only created, and never stored. */
export const discoveredKinds: readonly Kind[] = parseKinds(kindTable).map(toBuiltInKind);

/** The kinds that every server stores. */
export const builtInKinds: readonly Kind[] = discoveredKinds.filter(({ verbs }) => verbs.includes("patch"));

function toBuiltInKind(line: KindLine): Kind {
  const type = findType(line.typeName);
  return {
    group: groupOf(line.groupVersion),
    version: versionOf(line.groupVersion),
    kind: line.kind,
    plural: line.plural,
    singular: line.singular,
    namespaced: line.namespaced,
    shortNames: line.shortNames,
    categories: line.categories,
    verbs: line.verbs,
    subresources: line.subresources,
    type,
    typeName: line.typeName,
    hasStatus: line.subresources.some(({ name }) => name === "status"),
    hasGeneration: withGeneration.has(line.kind),
  };
}

/** Gives the kinds that a CustomResourceDefinition serves, one for each version; none while its names are not accepted. */
export function toCustomKinds(crd: JsonObject): readonly Kind[] {
  const versions = readField(crd, "spec", "versions");
  if (isFalse(crd, "Established")) return [];
  return asList(versions)
    .filter(isObject)
    .filter((version) => version["served"] === true)
    .map((version) => toCustomKind(crd, version));
}

function isFalse(crd: JsonObject, condition: string): boolean {
  const conditions = readField(crd, "status", "conditions");
  const found = asObjects(conditions);
  return found.some(({ type, status }) => type === condition && status === "False");
}

function toCustomKind(crd: JsonObject, version: JsonObject): Kind {
  const names = readField(crd, "spec", "names");
  const schema = readField(version, "schema", "openAPIV3Schema");
  const kind = asText(readField(names, "kind"));
  return {
    group: asText(readField(crd, "spec", "group")),
    version: asText(version["name"]),
    kind,
    plural: asText(readField(names, "plural")),
    singular: asText(readField(names, "singular")) || kind.toLowerCase(),
    namespaced: readField(crd, "spec", "scope") === "Namespaced",
    shortNames: textsOf(readField(names, "shortNames")),
    categories: textsOf(readField(names, "categories")),
    verbs: readField(crd, "metadata", "deletionTimestamp") === undefined ? customVerbs : endingVerbs,
    subresources: toCustomSubresources(version, kind),
    type: toCustomType(schema, metaType),
    hasStatus: readField(version, "subresources", "status") !== undefined,
    hasGeneration: true,
    definition: { crd, version },
    ...(isObject(schema) ? { schema } : {}),
  };
}

// apiextensions-apiserver pkg/apiserver/customresource_discovery_controller.go: the order is discovery's.
const customVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const endingVerbs = ["delete", "deletecollection", "get", "list", "watch"];

function toCustomSubresources(version: JsonObject, kind: string): readonly SubresourceLine[] {
  const verbs = ["get", "patch", "update"];
  const status = { name: "status", verbs, group: "", version: "", kind };
  const scale = { name: "scale", verbs, group: "autoscaling", version: "v1", kind: "Scale" };
  return [status, scale].filter(({ name }) => readField(version, "subresources", name) !== undefined);
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
