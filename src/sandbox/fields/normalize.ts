import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { FieldType, ListType, MapType } from "../schema/field-type.ts";
import { toShape, typeOfEntry } from "../schema/shape.ts";
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
    const normal =
      entryType === undefined || entry === undefined ? undefined : normalizeEntry(entry, entryType, type);
    if (normal === undefined || (isEmpty(normal) && isOmitted(type, name))) {
      isSame = false;
      continue;
    }
    if (normal !== entry) isSame = false;
    written[name] = normal;
  }
  return isSame ? value : written;
}

/** null in a map of texts is an empty text; where the schema leaves values open it stays; else it is nothing. */
function normalizeEntry(entry: Json, entryType: FieldType, type: MapType): Json | undefined {
  if (entry !== null) return normalize(entry, entryType);
  if (entryType.kind === "any") return null;
  const isText =
    entryType.kind === "scalar" && (entryType.scalar === "string" || entryType.scalar === "bytes");
  return isText && type.values === entryType ? "" : undefined;
}

function isEmpty(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** The server's own types leave out empty lists and maps; custom resources and empty structs stay as they are. */
function isOmitted(type: MapType, name: string): boolean {
  const field = type.fields().get(name);
  if (type.name === undefined || field === undefined || field.isAlways) return false;
  return field.type.kind === "list" || (field.type.kind === "map" && field.type.name === undefined);
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
