import type { Json } from "../../kube/json.ts";
import type { FieldType } from "./field-type.ts";

/** Gives what the server writes of a type when nobody set anything: its structs, and its required lists as null. */
export function emptyValue(type: FieldType): Json {
  if (type.kind !== "map") return null;
  const fields = [...type.fields()].filter(([, field]) => field.isAlways);
  return Object.fromEntries(fields.map(([name, field]) => [name, emptyValue(field.type)]));
}
