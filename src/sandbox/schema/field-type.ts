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

type ScalarType = { readonly kind: "scalar"; readonly scalar: Scalar };

/** No schema: merged field by field with lists as one value, or, if atomic, as one value altogether. */
type AnyType = { readonly kind: "any"; readonly atomic: boolean };

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

/** `isAlways`: the API server writes the field even where nobody set it. `isNullable`: null is a value of its own. */
export type Field = {
  readonly type: FieldType;
  readonly defaultValue?: Json;
  readonly isAlways: boolean;
  readonly isNullable?: boolean;
};
