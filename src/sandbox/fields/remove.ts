import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { FieldType, ListType, MapType } from "../schema/field-type.ts";
import { toShape, typeOfEntry } from "../schema/shape.ts";
import { childOf, type FieldSet, isMember, member, toNode } from "./field-set.ts";
import { toItemElement } from "./list-items.ts";

/** Gives a value without the fields and items of a set; undefined where nothing is left of it. */
export function removeFields(value: Json, set: FieldSet, type: FieldType): Json | undefined {
  const shape = toShape(type, value);
  if (shape.kind === "map" && isObject(value))
    return shape.atomic ? undefined : removeEntries(value, set, shape);
  if (shape.kind === "list" && Array.isArray(value)) {
    return shape.relation === "atomic" ? undefined : removeItems(value, set, shape);
  }
  return value;
}

function removeEntries(value: JsonObject, set: FieldSet, type: MapType): JsonObject | undefined {
  const kept: { [name: string]: Json } = {};
  let isEmpty = true;
  for (const [name, entry] of Object.entries(value)) {
    if (entry === undefined) continue;
    const left = removeAt(entry, childOf(set, `f:${name}`), typeOfEntry(type, name));
    if (left === undefined) continue;
    kept[name] = left;
    isEmpty = false;
  }
  return isEmpty ? undefined : kept;
}

function removeItems(value: readonly Json[], set: FieldSet, type: ListType): readonly Json[] | undefined {
  const kept = value.flatMap((item) => {
    const left = removeAt(item, childOf(set, toItemElement(item, type) ?? ""), type.item);
    return left === undefined ? [] : [left];
  });
  return kept.length === 0 ? undefined : kept;
}

function removeAt(value: Json, set: FieldSet, type: FieldType | undefined): Json | undefined {
  if (set === undefined || type === undefined) return value;
  return isMember(set) ? undefined : removeFields(value, set, type);
}

/** Adds the structs that hold a set's fields as members: a struct goes when the last of its fields goes, a map entry's map does not. */
export function withStructs(set: FieldSet, type: FieldType): FieldSet {
  if (set === undefined) return undefined;
  const children: { [element: string]: JsonObject } = {};
  for (const [element, node] of Object.entries(set)) {
    if (element === "." || !isObject(node)) continue;
    const child = withStructs(node, typeBelow(type, element)) ?? member;
    children[element] = isStructField(type, element) && !isMember(child) ? { ".": member, ...child } : child;
  }
  return toNode(isMember(set), children);
}

function typeBelow(type: FieldType, element: string): FieldType {
  if (type.kind === "list") return type.item;
  if (type.kind === "map") return typeOfEntry(type, element.slice(2)) ?? anyType;
  return anyType;
}

const anyType: FieldType = { kind: "any", atomic: false };

function isStructField(type: FieldType, element: string): boolean {
  return type.kind === "map" && element.startsWith("f:") && type.fields().has(element.slice(2));
}
