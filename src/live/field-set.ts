import { canonicalJson } from "../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject, parseJson } from "../kube/json.ts";

/**
 * Joins two sets of owned fields (fieldsV1). A leaf says "the field itself"; beside fields below it, "." says so.
 */
export function joinFields(a: JsonObject, b: JsonObject): JsonObject {
  const joined: Record<string, Json | undefined> = { ...a };
  for (const [name, below] of Object.entries(b)) {
    const present = joined[name];
    joined[name] = isObject(present) && isObject(below) ? joinBelow(present, below) : below;
  }
  return joined;
}

function joinBelow(a: JsonObject, b: JsonObject): JsonObject {
  const isLeaf = Object.keys(a).length === 0 || Object.keys(b).length === 0;
  const joined = joinFields(a, b);
  return isLeaf && Object.keys(joined).length > 0 ? { ".": {}, ...joined } : joined;
}

/** Gives a set of owned fields without one field; what is then empty goes too. */
export function withoutField(fields: JsonObject, path: readonly string[]): JsonObject {
  const [step = "", ...below] = path;
  const { [`f:${step}`]: child, ...others } = fields;
  if (!isObject(child)) return fields;
  const rest = below.length === 0 ? {} : withoutField(child, below);
  return Object.keys(rest).length === 0 ? others : { ...others, [`f:${step}`]: rest };
}

/** Gives the part of a live value that a set of owned fields names; undefined: none of it is there. */
export function extractOwned(value: Json | undefined, owned: JsonObject): Json | undefined {
  const names = Object.keys(owned).filter((name) => name !== ".");
  if (names.length === 0) return value;
  if (Array.isArray(value)) return extractItems(value, owned, names);
  return isObject(value) ? extractFields(value, owned, names) : undefined;
}

function extractFields(value: JsonObject, owned: JsonObject, names: readonly string[]): Json {
  const parts = names.flatMap((name) => {
    const field = name.slice(2);
    const below = owned[name];
    const part =
      Object.hasOwn(value, field) && isObject(below) ? extractOwned(value[field], below) : undefined;
    return part === undefined ? [] : [[field, part] as const];
  });
  return Object.fromEntries(parts);
}

/** In the order of the live list. An item keeps the fields that name it, for without them nobody could tell which it is. */
function extractItems(value: readonly Json[], owned: JsonObject, names: readonly string[]): Json {
  const keys = names.map((name) => ({ key: parseJson(name.slice(2)), below: owned[name] }));
  return value.flatMap((item) => {
    const found = keys.find(({ key }) => isNamed(item, key));
    if (found === undefined || !isObject(found.below)) return [];
    const part = extractOwned(item, found.below);
    if (part === undefined) return [];
    return [isObject(part) && isObject(found.key) ? { ...found.key, ...part } : part];
  });
}

function isNamed(item: Json, key: Json): boolean {
  if (!isObject(key)) return canonicalJson(item) === canonicalJson(key);
  return (
    isObject(item) &&
    Object.entries(key).every(([name, value]) => canonicalJson(item[name]) === canonicalJson(value))
  );
}
