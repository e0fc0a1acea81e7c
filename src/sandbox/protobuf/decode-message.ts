import { type Json, parseJson } from "../../kube/json.ts";
import { asList } from "../../kube/values.ts";
import { presenceOf } from "../fields/presence.ts";
import type { FieldType, ListType, MapType, Scalar } from "../schema/field-type.ts";
import { fieldAt } from "./numbered-fields.ts";
import { readFields, WireError, type WireField } from "./wire.ts";

type Fields = { [name: string]: Json };
type Value = WireField["value"];

/** Reads a message of a built-in type as the object that JSON has for it. Throws WireError. */
export function decodeMessage(message: Buffer, type: MapType): Fields {
  const object: Fields = {};
  fill(object, message, { type, name: type.name ?? "" });
  return withoutZeros(object, type);
}

/** `name` is the type that has the numbers; `type` the one that has the fields, also those of embedded types. */
function fill(object: Fields, message: Buffer, { type, name }: { type: MapType; name: string }): void {
  for (const { number, value } of readFields(message)) {
    const field = fieldAt(name, number);
    if (field === undefined) continue;
    const fieldType = type.fields().get(field.name)?.type;
    if (field.embedded !== undefined) fill(object, toBytes(value), { type, name: field.embedded });
    else if (fieldType !== undefined) add(object, field.name, { type: fieldType, value });
  }
}

/** Lists and maps come as one field for each of their items. */
function add(object: Fields, name: string, { type, value }: { type: FieldType; value: Value }): void {
  const present = object[name];
  if (type.kind === "list") {
    const items = asList(present);
    object[name] = [...items, toJson(value, type.item)];
  } else if (type.kind === "map" && type.name === undefined) {
    const entries = typeof present === "object" && present !== null && !Array.isArray(present) ? present : {};
    object[name] = Object.assign({}, entries, toEntry(toBytes(value), type));
  } else object[name] = toJson(value, type);
}

function toEntry(message: Buffer, { values }: MapType): Fields {
  const fields = new Map(readFields(message).map(({ number, value }) => [number, value]));
  const value = fields.get(2);
  if (values === undefined) return {};
  const name = toBytes(fields.get(1) ?? Buffer.alloc(0)).toString("utf8");
  return { [name]: toJson(value ?? emptyOf(values), values) };
}

function emptyOf(type: FieldType): Value {
  const isNumber = type.kind === "scalar" && (type.scalar === "integer" || type.scalar === "boolean");
  return isNumber ? 0n : Buffer.alloc(0);
}

function toJson(value: Value, type: FieldType): Json {
  if (type.kind === "scalar") return scalars[type.scalar](value);
  if (type.kind === "any") return toRaw(toBytes(value));
  if (type.kind === "map" && type.name !== undefined) return decodeMessage(toBytes(value), type);
  return type.kind === "list" ? toItems(toBytes(value), type) : {};
}

/** A list within a list or map is a message whose first field holds the items. */
function toItems(message: Buffer, { item }: ListType): Json {
  return readFields(message).map(({ value }) => toJson(value, item));
}

/** RawExtension, FieldsV1 and their like hold JSON text. */
function toRaw(message: Buffer): Json {
  const text = textAt(message, 1);
  return text === "" ? null : parseJson(text);
}

const scalars: Readonly<Record<Scalar, (value: Value) => Json>> = {
  boolean: (value) => toNumber(value) !== 0n,
  bytes: (value) => toBytes(value).toString("base64"),
  "int-or-string": (value) => toIntOrString(toBytes(value)),
  integer: (value) => toInteger(toNumber(value)),
  number: (value) => toBytes(value).readDoubleLE(),
  quantity: (value) => textAt(toBytes(value), 1),
  string: (value) => toBytes(value).toString("utf8"),
  time: (value) => toTime(toBytes(value)),
};

function toInteger(value: bigint): Json {
  const signed = BigInt.asIntN(64, value);
  const small = Number(signed);
  return Number.isSafeInteger(small) ? small : signed;
}

function toIntOrString(message: Buffer): Json {
  const isText = numberAt(message, 1) === 1n;
  return isText ? textAt(message, 3) : toInteger(numberAt(message, 2));
}

/** No message at all is the zero time, which JSON writes as null. */
function toTime(message: Buffer): Json {
  if (message.length === 0) return null;
  const seconds = Number(BigInt.asIntN(64, numberAt(message, 1)));
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  const micros = Number(numberAt(message, 2) / 1000n);
  return micros === 0 ? `${text}Z` : `${text}.${String(micros).padStart(6, "0")}Z`;
}

function textAt(message: Buffer, number: number): string {
  const field = readFields(message).find((each) => each.number === number);
  return field === undefined ? "" : toBytes(field.value).toString("utf8");
}

function numberAt(message: Buffer, number: number): bigint {
  const field = readFields(message).find((each) => each.number === number);
  return field === undefined ? 0n : toNumber(field.value);
}

function toBytes(value: Value): Buffer {
  if (typeof value === "bigint") throw new WireError("Cannot read a field: it is a number");
  return value;
}

function toNumber(value: Value): bigint {
  if (typeof value !== "bigint") throw new WireError("Cannot read a field: it is no number");
  return value;
}

/** A message has the zeros of fields that JSON leaves out, but for those that are pointers in Go. */
function withoutZeros(object: Fields, type: MapType): Fields {
  const presence = presenceOf(type);
  const isKept = ([name, value]: readonly [string, Json]) => {
    const isZero = value === "" || value === 0 || value === false || value === null;
    return !isZero || presence?.kept.has(name) === true || presence?.always.has(name) === true;
  };
  return Object.fromEntries(Object.entries(object).filter(isKept));
}
