import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";

/**
 * Gives a custom resource the defaults of its schema: for fields that are not there, and for nulls where null is not allowed,
 * which go if there is no default. A part that has all its values stays the same object.
 */
export function withSchemaDefaults(value: Json, schema: JsonObject): Json {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!isObject(items)) return value;
    const filled = value.map((item) => withSchemaDefaults(item, items));
    return filled.every((item, index) => item === value[index]) ? value : filled;
  }
  return isObject(value) ? fillObject(value, schema) : value;
}

function fillObject(value: JsonObject, schema: JsonObject): JsonObject {
  const properties = asObject(schema["properties"]);
  const additional = schema["additionalProperties"];
  const filled: { [name: string]: Json | undefined } = {};
  let isSame = true;
  for (const name of namesOf(value, properties)) {
    const own = properties[name] ?? additional;
    const present = value[name];
    const entry = isObject(own) ? fillEntry(present, own) : present;
    if (entry !== present) isSame = false;
    if (entry !== undefined) filled[name] = entry;
  }
  return isSame ? value : filled;
}

function namesOf(value: JsonObject, properties: JsonObject): Iterable<string> {
  const names = Object.keys(value);
  const defaulted = Object.keys(properties).filter((name) => {
    const property = properties[name];
    return value[name] === undefined && isObject(property) && property["default"] !== undefined;
  });
  return defaulted.length === 0 ? names : new Set([...names, ...defaulted]);
}

function fillEntry(present: Json | undefined, schema: JsonObject): Json | undefined {
  const isNone = present === undefined || (present === null && schema["nullable"] !== true);
  const value = isNone ? schema["default"] : present;
  return value === undefined ? undefined : withSchemaDefaults(value, schema);
}
