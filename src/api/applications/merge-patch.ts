import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";

/** Merges a patch over an object by RFC 7396: null removes, objects merge, all else takes the place of what is there. */
export function applyMergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map<string, Json | undefined>(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || value === undefined) merged.delete(name);
    else merged.set(name, mergeField(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

function mergeField(present: Json | undefined, value: Json): Json {
  if (!isObject(value)) return value;
  return applyMergePatch(asObject(present), value);
}
