import { isObject, type Json, type JsonObject, readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { asObject } from "../kube/values.ts";

/** Gives an object with one field set, maps on the way made; undefined: with the field taken away. */
export function withField(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [name = "", ...rest] = path;
  if (rest.length > 0) {
    const inner = object[name];
    if (!isObject(inner) && value === undefined) return object;
    return { ...object, [name]: withField(asObject(inner), rest, value) };
  }
  if (value !== undefined) return { ...object, [name]: value };
  const { [name]: _gone, ...others } = object;
  return others;
}

/** Reads a field that must be a map; empty where it is none. */
export function mapAt(object: KubeObject, ...path: readonly string[]): JsonObject {
  return asObject(readField(object, ...path));
}
