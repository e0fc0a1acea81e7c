import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import { groupOf, versionOf } from "../../kube/key.ts";
import { coreKinds, coreTypes } from "../schema/core-table.ts";
import { toCustomType } from "../schema/crd-type.ts";
import { type KindLine, parseKinds, parseTypes } from "../schema/parse-table.ts";
import { platformKinds, platformTypes } from "../schema/platform-table.ts";
import { workloadsKinds, workloadsTypes } from "../schema/workloads-table.ts";
import type { Kind } from "./kind.ts";

/** Finds a built-in type by its name. */
export const findType = parseTypes([coreTypes, workloadsTypes, platformTypes]);

/** The type of every object's metadata. */
export const metaType = findType("apimachinery.pkg.apis.meta.v1.ObjectMeta");

// Kinds whose registry strategy sets metadata.generation: pkg/registry in https://github.com/kubernetes/kubernetes/tree/v1.35.0.
const withGeneration: ReadonlySet<string> = new Set([
  "CronJob",
  "CustomResourceDefinition",
  "DaemonSet",
  "Deployment",
  "EndpointSlice",
  "Ingress",
  "IngressClass",
  "Job",
  "MutatingWebhookConfiguration",
  "NetworkPolicy",
  "Pod",
  "PodDisruptionBudget",
  "PriorityClass",
  "ReplicaSet",
  "ReplicationController",
  "StatefulSet",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
]);

/** The kinds that every server has. */
export const builtInKinds: readonly Kind[] = [coreKinds, workloadsKinds, platformKinds]
  .flatMap(parseKinds)
  .map(toBuiltInKind);

function toBuiltInKind(line: KindLine): Kind {
  const type = findType(line.typeName);
  return {
    group: groupOf(line.groupVersion),
    version: versionOf(line.groupVersion),
    kind: line.kind,
    plural: line.plural,
    singular: line.kind.toLowerCase(),
    namespaced: line.namespaced,
    shortNames: line.shortNames,
    type,
    typeName: line.typeName,
    hasStatus: type.kind === "map" && type.fields().has("status"),
    hasGeneration: withGeneration.has(line.kind),
  };
}

/** Gives the kinds that a CustomResourceDefinition serves, one for each version. */
export function toCustomKinds(crd: JsonObject): readonly Kind[] {
  const versions = readField(crd, "spec", "versions");
  return (Array.isArray(versions) ? versions : [])
    .filter((version) => readField(version, "served") === true)
    .map((version) => toCustomKind(crd, version));
}

function toCustomKind(crd: JsonObject, version: Json): Kind {
  const names = readField(crd, "spec", "names");
  const schema = readField(version, "schema", "openAPIV3Schema");
  const shortNames = readField(names, "shortNames");
  const kind = textOf(readField(names, "kind"));
  return {
    group: textOf(readField(crd, "spec", "group")),
    version: textOf(readField(version, "name")),
    kind,
    plural: textOf(readField(names, "plural")),
    singular: textOf(readField(names, "singular")) || kind.toLowerCase(),
    namespaced: readField(crd, "spec", "scope") === "Namespaced",
    shortNames: Array.isArray(shortNames) ? shortNames.map(String) : [],
    type: toCustomType(schema, metaType),
    hasStatus: readField(version, "subresources", "status") !== undefined,
    hasGeneration: true,
    ...(isObject(schema) ? { schema } : {}),
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
