import type { Json } from "../../kube/json.ts";

export type Scalar =
  | "boolean"
  | "bytes"
  | "int-or-string"
  | "integer"
  | "number"
  | "quantity"
  | "string"
  | "time";

export type ScalarType = { readonly kind: "scalar"; readonly scalar: Scalar };

/** No schema: merged field by field with lists as one value, or, if atomic, as one value altogether. */
export type AnyType = { readonly kind: "any"; readonly atomic: boolean };

export type ListType = {
  readonly kind: "list";
  readonly relation: "atomic" | "map" | "set";
  /** Fields that tell the items of a `map` list apart, sorted. */
  readonly keys: readonly string[];
  readonly item: FieldType;
};

export type MapType = {
  readonly kind: "map";
  /** The type's own name, for types that have one. */
  readonly name?: string;
  readonly atomic: boolean;
  readonly fields: () => ReadonlyMap<string, Field>;
  /** The type of entries that are no fields; undefined: there are none. */
  readonly values: FieldType | undefined;
};

/** How the API server merges and owns a value. Made once; fields are resolved when asked for, since types recur. */
export type FieldType = AnyType | ListType | MapType | ScalarType;

/** `isAlways`: the API server writes the field even where nobody set it. */
export type Field = {
  readonly type: FieldType;
  readonly defaultValue?: Json;
  readonly isAlways: boolean;
};

/** A value below `x-kubernetes-preserve-unknown-fields`. */
export const deducedType: AnyType = { kind: "any", atomic: false };

const noFields: ReadonlyMap<string, Field> = new Map();

/** Makes the type of a map whose entries are all alike. */
export function toMapOf(values: FieldType, atomic: boolean): MapType {
  return { kind: "map", atomic, fields: () => noFields, values };
}

const deducedMap = toMapOf(deducedType, false);
const deducedList: ListType = { kind: "list", relation: "atomic", keys: [], item: deducedType };
const leaf: ScalarType = { kind: "scalar", scalar: "string" };

/** Gives the type that a value has where the schema leaves it open; any other type stays. */
export function toShape(type: FieldType, value: Json | undefined): ListType | MapType | ScalarType {
  if (type.kind !== "any") return type;
  if (type.atomic || value === null || typeof value !== "object") return leaf;
  return Array.isArray(value) ? deducedList : deducedMap;
}

/** Gives the type of an entry of a map; undefined where the schema does not know it. */
export function typeOfEntry(type: MapType, name: string): FieldType | undefined {
  return type.fields().get(name)?.type ?? type.values;
}
