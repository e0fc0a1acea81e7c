import { equalJson } from "../../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { FieldType, ListType, MapType } from "../schema/field-type.ts";
import { toShape, typeOfEntry } from "../schema/shape.ts";
import { type FieldSet, member, toNode } from "./field-set.ts";
import { indexItems } from "./list-items.ts";

/** `changed`: fields that are new or have another value. */
export type Comparison = { readonly changed: FieldSet; readonly removed: FieldSet };

const same: Comparison = { changed: undefined, removed: undefined };

/** Compares two values field by field, as `typed.Compare` of sigs.k8s.io/structured-merge-diff does. */
export function compare(before: Json | undefined, after: Json | undefined, type: FieldType): Comparison {
  if (before === after) return same;
  if (before === undefined) return { changed: toAll(after, type), removed: undefined };
  if (after === undefined) return { changed: undefined, removed: toAll(before, type) };
  const shape = toShape(type, after);
  if (shape.kind !== toShape(type, before).kind) return { changed: toAll(after, type), removed: undefined };
  if (shape.kind === "map" && !shape.atomic && hasEntries(before, after)) {
    return compareMaps(before, after, shape);
  }
  if (shape.kind === "list" && shape.relation !== "atomic" && hasEntries(before, after)) {
    return compareLists(asList(before), asList(after), shape);
  }
  return equalJson(before, after) ? same : { changed: member, removed: undefined };
}

/** Every node of a value: what appears or vanishes with it. */
function toAll(value: Json | undefined, type: FieldType): FieldSet {
  const shape = toShape(type, value);
  if (shape.kind === "map" && !shape.atomic && isObject(value)) {
    return toNode(
      true,
      childrenOf(Object.keys(value), (name) => allOfEntry(shape, name, value[name])),
    );
  }
  if (shape.kind === "list" && shape.relation !== "atomic") {
    const children: { [element: string]: JsonObject } = {};
    for (const [element, item] of indexItems(asList(value), shape)) {
      children[element] = toAll(item, shape.item) ?? member;
    }
    return toNode(true, children);
  }
  return member;
}

function allOfEntry(type: MapType, name: string, value: Json | undefined): FieldSet {
  const entryType = typeOfEntry(type, name);
  return value === undefined || entryType === undefined ? undefined : toAll(value, entryType);
}

function childrenOf(names: readonly string[], toChild: (name: string) => FieldSet) {
  const children: { [element: string]: JsonObject } = {};
  for (const name of names) {
    const child = toChild(name);
    if (child !== undefined) children[`f:${name}`] = child;
  }
  return children;
}

function compareMaps(before: Json, after: Json, type: MapType): Comparison {
  const [old, now] = [asObject(before), asObject(after)];
  const results = new Map<string, Comparison>();
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const entryType = typeOfEntry(type, name);
    if (entryType !== undefined) results.set(`f:${name}`, compare(old[name], now[name], entryType));
  }
  return collect(results);
}

function compareLists(before: readonly Json[], after: readonly Json[], type: ListType): Comparison {
  const [old, now] = [indexItems(before, type), indexItems(after, type)];
  const results = new Map<string, Comparison>();
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    results.set(element, compare(old.get(element), now.get(element), type.item));
  }
  return collect(results);
}

function collect(results: ReadonlyMap<string, Comparison>): Comparison {
  const changed: { [element: string]: JsonObject } = {};
  const removed: { [element: string]: JsonObject } = {};
  for (const [element, result] of results) {
    if (result.changed !== undefined) changed[element] = result.changed;
    if (result.removed !== undefined) removed[element] = result.removed;
  }
  return { changed: toNode(false, changed), removed: toNode(false, removed) };
}

/** Two empty values are compared as a whole, so that null and {} differ. */
function hasEntries(...values: readonly Json[]): boolean {
  return values.some((value) => typeof value === "object" && value !== null && Object.keys(value).length > 0);
}
