import { isObject, type Json } from "../../kube/json.ts";
import type { FieldType, MapType, Scalar } from "../schema/field-type.ts";
import { typeOfEntry } from "../schema/shape.ts";
import { goKindOf } from "./print-go.ts";

/** What keeps a document from being an object of its Go type. */
export type Decoding = {
  /** The first value of a wrong type. */
  readonly mistake: Mistake | undefined;
  /** Paths of fields that the type does not have, such as `spec.ports[0].prot`. */
  readonly unknown: readonly string[];
};

export type Mistake = {
  /** As encoding/json of Go says it. */
  readonly text: string;
  readonly wanted: "map" | "other" | "slice" | "struct";
  /** The type of the value that came. */
  readonly given: string;
  readonly goType: string;
};

type Findings = { mistake: Mistake | undefined; readonly unknown: string[] };
/** `struct` is the Go type that has the field; `names` leads to it, `path` names items of lists too. */
type At = { readonly struct: string; readonly names: readonly string[]; readonly path: string };

/** Reads a document as the API server's decoder does, and lists what it stumbles over. */
export function decode(document: Json, type: FieldType): Decoding {
  const findings: Findings = { mistake: undefined, unknown: [] };
  decodeValue(document, type, { at: { struct: "", names: [], path: "" }, findings });
  return findings;
}

type Context = { readonly at: At; readonly findings: Findings };

function decodeValue(value: Json, type: FieldType, context: Context): void {
  if (value === null || type.kind === "any") return;
  if (type.kind === "map" && isObject(value)) decodeMap(value, type, context);
  else if (type.kind === "list" && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const at = { ...context.at, path: `${context.at.path}[${index}]` };
      decodeValue(item, type.item, { ...context, at });
    }
  } else if (type.kind !== "scalar" || !fits(value, type.scalar)) {
    context.findings.mistake ??= toMistake(value, type, context.at);
  }
}

function decodeMap(
  value: { readonly [name: string]: Json | undefined },
  type: MapType,
  context: Context,
): void {
  const { at, findings } = context;
  for (const name in value) {
    const entry = value[name];
    const entryType = typeOfEntry(type, name);
    const path = at.path === "" ? name : `${at.path}.${name}`;
    if (entryType === undefined) findings.unknown.push(path);
    else if (entry !== undefined) {
      const isField = type.fields().has(name);
      const struct = isField ? shortNameOf(type) : at.struct;
      const names = isField ? [...at.names, name] : at.names;
      decodeValue(entry, entryType, { findings, at: { struct, names, path } });
    }
  }
}

const fitting: Readonly<Record<Scalar, (value: Json) => boolean>> = {
  boolean: (value) => typeof value === "boolean",
  bytes: (value) => typeof value === "string",
  "int-or-string": (value) => typeof value === "string" || isWhole(value),
  integer: isWhole,
  number: (value) => typeof value === "number" || isWhole(value),
  quantity: (value) => typeof value === "string" || typeof value === "number" || isWhole(value),
  string: (value) => typeof value === "string",
  time: (value) => typeof value === "string",
};

function fits(value: Json, scalar: Scalar): boolean {
  return fitting[scalar](value);
}

function isWhole(value: Json): boolean {
  return typeof value === "bigint" || Number.isInteger(value);
}

function toMistake(value: Json, type: FieldType, { struct, names }: At): Mistake {
  const given = goKindOf(value);
  const goType = goTypeOf(type);
  const isFraction = typeof value === "number" && !Number.isInteger(value);
  const what = isFraction ? `${given} ${value}` : given;
  const place = names.length === 0 ? "Go value" : `Go struct field ${struct}.${names.join(".")}`;
  const text = `json: cannot unmarshal ${what} into ${place} of type ${goType}`;
  return { text, given, goType, wanted: wantedOf(type) };
}

function wantedOf(type: FieldType): Mistake["wanted"] {
  if (type.kind === "list") return "slice";
  if (type.kind !== "map") return "other";
  return type.name === undefined ? "map" : "struct";
}

const goScalars: Readonly<Record<Scalar, string>> = {
  boolean: "bool",
  bytes: "[]uint8",
  "int-or-string": "intstr.IntOrString",
  integer: "int32",
  number: "float64",
  quantity: "resource.Quantity",
  string: "string",
  time: "v1.Time",
};

function goTypeOf(type: FieldType): string {
  if (type.kind === "any") return "runtime.RawExtension";
  if (type.kind === "scalar") return goScalars[type.scalar];
  if (type.kind === "list") return `[]${goTypeOf(type.item)}`;
  if (type.name !== undefined) return `v1.${shortNameOf(type)}`;
  return `map[string]${type.values === undefined ? "interface {}" : goTypeOf(type.values)}`;
}

function shortNameOf({ name = "" }: MapType): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
