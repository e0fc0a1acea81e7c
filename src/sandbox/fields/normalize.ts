import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { FieldType, ListType, MapType } from "../schema/field-type.ts";
import { toShape, typeOfEntry } from "../schema/shape.ts";
import { DecodeError } from "./decode-error.ts";
import { keyDefault } from "./list-items.ts";
import { presenceOf, zeroOf } from "./presence.ts";
import { toCanonicalScalar, toResourceAmount } from "./scalars.ts";

/**
 * Writes a value as the server stores it: without nulls, unknown fields and zeros that it leaves out, with quantities, times
 * and bytes in their one form, and with the defaults of fields that tell list items apart (`protocol: TCP`). A part that is
 * already so stays the same object. Throws DecodeError for a scalar that is none of its type.
 */
export function normalize(value: Json, type: FieldType): Json {
  if (type.kind === "any") return value;
  const shape = toShape(type, value);
  if (shape.kind === "map" && isObject(value)) return normalizeMap(value, shape);
  if (shape.kind === "list" && Array.isArray(value)) return normalizeList(value, shape);
  return value;
}

/** Says what is wrong with the first scalar that is none of its type: an amount, a time, bytes. */
export function findScalarFault(value: Json, type: FieldType): string | undefined {
  try {
    normalize(value, type);
    return undefined;
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}

function normalizeMap(value: JsonObject, type: MapType): JsonObject {
  const written: { [name: string]: Json } = {};
  let isSame = true;
  for (const name in value) {
    const entry = value[name];
    const entryType = typeOfEntry(type, name);
    const normal =
      entryType === undefined || entry === undefined
        ? undefined
        : normalizeEntry({ name, entry, entryType }, type);
    if (normal === undefined || (isEmpty(normal) && isOmitted(type, name))) {
      isSame = false;
      continue;
    }
    if (normal !== entry) isSame = false;
    written[name] = normal;
  }
  return isSame ? value : written;
}

type Entry = { readonly name: string; readonly entry: Json; readonly entryType: FieldType };

/** null in a map of texts is an empty text; where the schema leaves values open it stays; else it is nothing. */
function normalizeEntry({ name, entry, entryType }: Entry, type: MapType): Json | undefined {
  if (entry !== null && entryType.kind === "scalar") return normalizeScalar({ name, entry, entryType }, type);
  if (entry !== null) return normalize(entry, entryType);
  if (isNullKept(name, entryType, type) || type.fields().get(name)?.isNullable === true) return null;
  if (entryType.kind === "any") return null;
  const isText =
    entryType.kind === "scalar" && (entryType.scalar === "string" || entryType.scalar === "bytes");
  return isText && type.values === entryType ? "" : undefined;
}

function normalizeScalar({ name, entry, entryType }: Entry, type: MapType): Json | undefined {
  if (entryType.kind !== "scalar" || entryType.scalar === "boolean") {
    return entry === false && isDropped(name, type) ? undefined : entry;
  }
  if (type.values === entryType) {
    return entryType.scalar === "quantity"
      ? toResourceAmount(entry)
      : toCanonicalScalar(entry, entryType.scalar, name);
  }
  const written = toCanonicalScalar(entry, entryType.scalar, name);
  const isZero = written === zeroOf(entryType.scalar) || (entryType.scalar === "bytes" && written === "");
  return isZero && isDropped(name, type) ? undefined : written;
}

function isAlways(name: string, type: MapType): boolean {
  return type.fields().get(name)?.isAlways === true || presenceOf(type)?.always.has(name) === true;
}

/** Lists and times that Go always writes are null where there are none. */
function isNullKept(name: string, entryType: FieldType, type: MapType): boolean {
  if (entryType.kind === "list") return isAlways(name, type);
  if (entryType.kind !== "scalar" || entryType.scalar !== "time") return false;
  return presenceOf(type)?.always.has(name) === true;
}

/** The server's own types leave out zeros, unless Go has a pointer there or always writes the field. */
function isDropped(name: string, type: MapType): boolean {
  const presence = presenceOf(type);
  return presence !== undefined && !presence.kept.has(name) && !presence.always.has(name);
}

function isEmpty(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** The server's own types leave out empty lists and maps; custom resources and empty structs stay as they are. */
function isOmitted(type: MapType, name: string): boolean {
  const field = type.fields().get(name);
  if (type.name === undefined || field === undefined || isAlways(name, type)) return false;
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
