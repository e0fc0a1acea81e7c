import type { Json } from "../../kube/json.ts";
import { presenceOf, zeroOf } from "../fields/presence.ts";
import type { Field, FieldType } from "./field-type.ts";

/** Gives what the server writes of a type when nobody set anything: its structs, its required lists as null, some zeros. */
export function emptyValue(type: FieldType): Json {
  if (type.kind !== "map") return null;
  const always = presenceOf(type)?.always;
  const fields = [...type.fields()].filter(([name, field]) => field.isAlways || always?.has(name) === true);
  return Object.fromEntries(fields.map(([name, field]) => [name, emptyField(field)]));
}

function emptyField({ type }: Field): Json {
  return type.kind === "scalar" ? zeroOf(type.scalar) : emptyValue(type);
}
