import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import type { StoredObject } from "../cluster/store.ts";

/** Contents of a namespace that its conditions still count; beyond, they only say that there are some. */
const countedMax = 200;

/**
 * Gives a namespace that is being deleted as it is now: without its own finalizer once it is empty, and until then with
 * conditions that say what is left. The texts are those of pkg/controller/namespace/deletion in Kubernetes v1.35.0.
 */
export function withTerminating(state: ClusterState, space: KubeObject): KubeObject {
  const count = state.store.count(space.metadata.name);
  const finalizers = readField(space, "spec", "finalizers");
  const own = asList(finalizers);
  if (count === 0 && own.includes("kubernetes")) {
    return { ...space, spec: { finalizers: own.filter((each) => each !== "kubernetes") } };
  }
  if (count === 0 || count > countedMax) return space;
  const left = state.store.contents(space.metadata.name);
  const conditions = toConditions(left, formatTime(state.now()));
  const before = readField(space, "status", "conditions");
  return isSaid(before, conditions) ? space : { ...space, status: { phase: "Terminating", conditions } };
}

/** Marks a definition whose objects are going: pkg/controller/finalizer/crd_finalizer.go of apiextensions-apiserver. */
export function withTerminatingDefinition(crd: KubeObject, now: Date): KubeObject {
  const status: JsonObject = asObject(crd["status"]);
  const conditions = asList(status["conditions"]);
  const terminating = {
    type: "Terminating",
    status: "True",
    lastTransitionTime: formatTime(now),
    reason: "InstanceDeletionInProgress",
    message: "CustomResource deletion is in progress",
  };
  return { ...crd, status: { ...status, conditions: [...conditions, terminating] } };
}

function toConditions(left: readonly StoredObject[], time: string): readonly JsonObject[] {
  const resources = countBy(left.map(({ storage }) => toResource(storage)));
  const holders = countBy(left.flatMap(({ object }) => object.metadata.finalizers ?? []));
  const remaining = resources.map(([name, count]) => `${name} has ${count} resource instances`).join(", ");
  const held = holders.map(([name, count]) => `${name} in ${count} resource instances`).join(", ");
  const facts: readonly (readonly [string, string, string, string])[] = [
    [
      "NamespaceDeletionDiscoveryFailure",
      "False",
      "ResourcesDiscovered",
      "All resources successfully discovered",
    ],
    [
      "NamespaceDeletionGroupVersionParsingFailure",
      "False",
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ],
    [
      "NamespaceDeletionContentFailure",
      "False",
      "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization",
    ],
    [
      "NamespaceContentRemaining",
      "True",
      "SomeResourcesRemain",
      `Some resources are remaining: ${remaining}`,
    ],
    held === ""
      ? [
          "NamespaceFinalizersRemaining",
          "False",
          "ContentHasNoFinalizers",
          "All content-preserving finalizers finished",
        ]
      : [
          "NamespaceFinalizersRemaining",
          "True",
          "SomeFinalizersRemain",
          `Some content in the namespace has finalizers remaining: ${held}`,
        ],
  ];
  return facts.map(([type, status, reason, message]) => ({
    type,
    status,
    lastTransitionTime: time,
    reason,
    message,
  }));
}

function toResource(storage: string): string {
  const [group = "", plural = ""] = storage.split("/");
  return `${plural}.${group}`;
}

function countBy(names: readonly string[]): readonly (readonly [string, number])[] {
  return [...Map.groupBy(names, (name) => name)]
    .map(([name, own]) => [name, own.length] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function isSaid(before: Json | undefined, conditions: readonly JsonObject[]): boolean {
  const said = Array.isArray(before) ? before.map((each) => readField(each, "message")) : [];
  return (
    said.length === conditions.length && conditions.every(({ message }, index) => said[index] === message)
  );
}
