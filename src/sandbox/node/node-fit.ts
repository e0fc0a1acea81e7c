import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { compareQuantities } from "../../kube/quantity.ts";
import { fits, selectsAll } from "../controllers/label-selector.ts";
import { objectAt, objectsAt, textAt } from "../controllers/values.ts";

/** Tells why a node does not take a pod with this spec, in the scheduler's words; undefined: it does. */
export function whyNot(podSpec: JsonObject, node: KubeObject): string | undefined {
  const taint = findTaint(podSpec, node);
  if (taint?.["key"] === unschedulable) return "node(s) were unschedulable";
  if (!fitsSelector(podSpec, node)) return "node(s) didn't match Pod's node affinity/selector";
  if (taint !== undefined) return "node(s) had untolerated taint(s)";
  const scarce = ["cpu", "memory"].find((resource) => isScarce(podSpec, node, resource));
  return scarce === undefined ? undefined : `Insufficient ${scarce}`;
}

/** No container may ask for more than a node has; how much others use already is not counted. */
function isScarce(podSpec: JsonObject, node: KubeObject, resource: string): boolean {
  const room = readField(node, "status", "allocatable", resource);
  return objectsAt(podSpec, "containers").some((container) => {
    const wanted = readField(container, "resources", "requests", resource);
    return wanted !== undefined && room !== undefined && (compareQuantities(wanted, room) ?? 0) > 0;
  });
}

const unschedulable = "node.kubernetes.io/unschedulable";

function fitsSelector(podSpec: JsonObject, { metadata }: KubeObject): boolean {
  if (!selectsAll(objectAt(podSpec, "nodeSelector"), metadata.labels)) return false;
  const path = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
  const required = readField(podSpec, ...path);
  if (required === undefined || required === null) return true;
  const fields = { "metadata.name": metadata.name };
  return objectsAt(required, "nodeSelectorTerms").some(
    (term) =>
      objectsAt(term, "matchExpressions").every((each) => fits(each, metadata.labels ?? {})) &&
      objectsAt(term, "matchFields").every((each) => fits(each, fields)),
  );
}

function findTaint(podSpec: JsonObject, node: KubeObject): JsonObject | undefined {
  const taints = objectsAt(node, "spec", "taints").filter(({ effect }) => effect !== "PreferNoSchedule");
  const cordoned = readField(node, "spec", "unschedulable") === true ? [cordon] : [];
  const tolerations = objectsAt(podSpec, "tolerations");
  return [...cordoned, ...taints].find((taint) => !tolerations.some((each) => tolerates(each, taint)));
}

const cordon: JsonObject = { key: unschedulable, effect: "NoSchedule" };

function tolerates(toleration: JsonObject, taint: JsonObject): boolean {
  const { effect, key }: { readonly effect?: Json; readonly key?: Json } = toleration;
  if (effect !== undefined && effect !== "" && effect !== taint["effect"]) return false;
  if (key !== undefined && key !== "" && key !== taint["key"]) return false;
  return (
    textAt(toleration, "operator") === "Exists" || textAt(toleration, "value") === textAt(taint, "value")
  );
}
