import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { TextMap } from "../../kube/object.ts";
import { asList } from "../../kube/values.ts";
import { objectAt, objectsAt, textAt } from "./values.ts";

/** Tells whether a LabelSelector selects these labels; one that is absent selects nothing, an empty one everything. */
export function selects(selector: Json | undefined, labels: TextMap = {}): boolean {
  if (selector === undefined || selector === null) return false;
  return (
    selectsAll(objectAt(selector, "matchLabels"), labels) &&
    objectsAt(selector, "matchExpressions").every((expression) => fits(expression, labels))
  );
}

/** Tells whether labels have all entries of a map. */
export function selectsAll(wanted: JsonObject, labels: TextMap = {}): boolean {
  // It runs for every pair of a pod and a Service: no lists on the way.
  for (const name in wanted) if (labels[name] !== wanted[name]) return false;
  return true;
}

/** Tells whether a selector has no requirement at all. */
export function isEmptySelector(selector: Json | undefined): boolean {
  return (
    Object.keys(objectAt(selector, "matchLabels")).length === 0 &&
    objectsAt(selector, "matchExpressions").length === 0
  );
}

/** Tells whether one requirement of a LabelSelector or of a node selector holds. */
export function fits(expression: JsonObject, labels: TextMap): boolean {
  const label = labels[textAt(expression, "key")];
  const given = readField(expression, "values");
  const values: readonly Json[] = asList(given);
  const isIn = label !== undefined && values.includes(label);
  const verdicts: Readonly<Record<string, boolean>> = {
    In: isIn,
    NotIn: !isIn,
    Exists: label !== undefined,
    DoesNotExist: label === undefined,
    Gt: Number(label) > Number(values[0]),
    Lt: Number(label) < Number(values[0]),
  };
  return verdicts[textAt(expression, "operator")] ?? false;
}
