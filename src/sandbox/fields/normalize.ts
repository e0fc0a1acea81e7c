import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { type FieldType, type ListType, type MapType, toShape, typeOfEntry } from "../schema/field-type.ts";
import { keyDefault } from "./list-items.ts";

/**
 * Writes a value as the server stores it: without nulls and unknown fields, and with the defaults of fields that tell list
 * items apart (`protocol: TCP`). A part that is already so stays the same object.
 */
export function normalize(value: Json, type: FieldType): Json {
  if (type.kind === "any") return value;
  const shape = toShape(type, value);
  if (shape.kind === "map" && isObject(value)) return normalizeMap(value, shape);
  if (shape.kind === "list" && Array.isArray(value)) return normalizeList(value, shape);
  return value;
}

function normalizeMap(value: JsonObject, type: MapType): JsonObject {
  const written: { [name: string]: Json } = {};
  let isSame = true;
  for (const name in value) {
    const entry = value[name];
    const entryType = typeOfEntry(type, name);
    if (entry === undefined || entry === null || entryType === undefined) {
      isSame = false;
      continue;
    }
    const normal = normalize(entry, entryType);
    if (normal !== entry) isSame = false;
    written[name] = normal;
  }
  return isSame ? value : written;
}

function normalizeList(value: readonly Json[], type: ListType): readonly Json[] {
  const written = value.map((item) => withKeyDefaults(normalize(item, type.item), type));
  return written.every((item, index) => item === value[index]) ? value : written;
}

function withKeyDefaults(item: Json, type: ListType): Json {
  if (!isObject(item)) return item;
  const missing = type.keys.flatMap((key) => {
    const value = item[key] === undefined ? keyDefault(type, key) : undefined;
    return value === undefined ? [] : [[key, value] as const];
  });
  return missing.length === 0 ? item : { ...item, ...Object.fromEntries(missing) };
}
