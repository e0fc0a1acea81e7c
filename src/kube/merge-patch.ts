import { isObject, type Json } from "./json.ts";
import { asObject } from "./values.ts";

/** Merges a patch over a value by RFC 7396: null removes, objects merge, all else takes the place of what is there. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  // As a map, so that a field called `__proto__` is one like any other.
  const merged = new Map<string, Json | undefined>(Object.entries(asObject(target)));
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}
