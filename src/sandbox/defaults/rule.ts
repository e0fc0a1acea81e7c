import type { Json, JsonObject } from "../../kube/json.ts";

/** Gives a value the fields that its others decide. */
export type Rule = (value: JsonObject) => JsonObject;

/** A rule and the type it is for. */
export type RuleEntry = readonly [string, Rule];

/** Sets a field where it is absent. */
export function withDefault(value: JsonObject, name: string, present: Json): JsonObject {
  return value[name] === undefined ? { ...value, [name]: present } : value;
}
