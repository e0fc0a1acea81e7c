import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asList } from "../../kube/values.ts";
import type { FieldType, ListType, MapType } from "../schema/field-type.ts";
import { toShape, typeOfEntry } from "../schema/shape.ts";
import { type FieldSet, isMember, member, toNode } from "./field-set.ts";
import { toItemElement } from "./list-items.ts";

/**
 * Gives the fields that a value sets, as `typed.ToFieldSet` of sigs.k8s.io/structured-merge-diff does: a struct's own node is
 * no member, an entry of a map, an item of a list and an empty map are.
 */
export function toFieldSet(value: Json, type: FieldType): FieldSet {
  const shape = toShape(type, value);
  if (shape.kind === "scalar") return member;
  if (shape.kind === "list") return shape.relation === "atomic" ? member : toItemSet(asList(value), shape);
  return shape.atomic ? member : toEntrySet(value, shape);
}

function toEntrySet(value: Json, type: MapType): FieldSet {
  if (!isObject(value)) return undefined;
  const children: { [element: string]: JsonObject } = {};
  for (const [name, entry] of Object.entries(value)) {
    const entryType = typeOfEntry(type, name);
    if (entry === undefined || entryType === undefined) continue;
    const isOwn = isEmptyMap(entry) || !type.fields().has(name);
    const node = isOwn ? owned(toFieldSet(entry, entryType)) : toFieldSet(entry, entryType);
    if (node !== undefined) children[`f:${name}`] = node;
  }
  return toNode(false, children);
}

function toItemSet(items: readonly Json[], type: ListType): FieldSet {
  const children: { [element: string]: JsonObject } = {};
  for (const item of items) {
    const element = toItemElement(item, type) ?? "";
    // Items that share a key are owned as a whole, since nothing tells their fields apart.
    children[element] = element in children ? member : owned(toFieldSet(item, type.item));
  }
  return toNode(false, children);
}

function owned(node: FieldSet): JsonObject {
  if (node === undefined) return member;
  return isMember(node) ? node : { ".": member, ...node };
}

function isEmptyMap(value: Json): boolean {
  return value === null || (isObject(value) && Object.keys(value).length === 0);
}
