import { canonicalJson } from "../kube/canonical-json.ts";
import type { PathStep } from "../kube/field-path.ts";
import { isObject, type JsonObject } from "../kube/json.ts";
import { indexOwnedItems, readOwned, toOwnedKeys, toOwnedShape } from "./own-entry.ts";

/**
 * Tells whether a path, or anything below it, is among owned fields. Where a step cannot be told in the terms of managedFields
 * (a position, other keys than the server's) the answer is yes: a difference is better shown than lost.
 */
export function isOwnedPath(owned: JsonObject, path: readonly PathStep[]): boolean {
  let present = owned;
  for (const step of path) {
    const next = findNext(present, step);
    if (typeof next === "boolean") return next;
    present = next;
  }
  return true;
}

/** A boolean: the answer is clear already. */
function findNext(owned: JsonObject, step: PathStep): JsonObject | boolean {
  const shape = toOwnedShape(owned);
  if (shape === "leaf" || typeof step === "number") return true;
  if (typeof step === "string") return shape !== "fields" || (readOwned(owned, `f:${step}`) ?? false);
  return shape === "fields" || findItem(owned, step);
}

function findItem(owned: JsonObject, step: JsonObject): JsonObject | boolean {
  const value = step[""];
  const names = value === undefined ? Object.keys(step).sort() : [];
  if (canonicalJson(names) !== canonicalJson(toOwnedKeys(owned))) return true;
  const text = canonicalJson(value === undefined ? step : value);
  const item = indexOwnedItems(owned).get(text);
  return isObject(item) ? item : false;
}
