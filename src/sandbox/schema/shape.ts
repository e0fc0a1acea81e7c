import type { Json } from "../../kube/json.ts";
import type { Field, FieldType, ListType, MapType } from "./field-type.ts";

type LeafType = Extract<FieldType, { kind: "scalar" }>;

/** A value below `x-kubernetes-preserve-unknown-fields`. */
export const deducedType: FieldType = { kind: "any", atomic: false };

const noFields: ReadonlyMap<string, Field> = new Map();

/** Makes the type of a map whose entries are all alike. */
export function toMapOf(values: FieldType, atomic: boolean): MapType {
  return { kind: "map", atomic, fields: () => noFields, values };
}

const deducedMap = toMapOf(deducedType, false);
const deducedList: ListType = { kind: "list", relation: "atomic", keys: [], item: deducedType };
const leaf: LeafType = { kind: "scalar", scalar: "string" };

/** Gives the type that a value has where the schema leaves it open; any other type stays. */
export function toShape(type: FieldType, value: Json | undefined): ListType | MapType | LeafType {
  if (type.kind !== "any") return type;
  if (type.atomic || value === null || typeof value !== "object") return leaf;
  return Array.isArray(value) ? deducedList : deducedMap;
}

/** Gives the type of an entry of a map; undefined where the schema does not know it. */
export function typeOfEntry(type: MapType, name: string): FieldType | undefined {
  return type.fields().get(name)?.type ?? type.values;
}
