import type { Field, FieldType, ListType, MapType, Scalar } from "./field-type.ts";
import { toMapOf } from "./shape.ts";

const scalars: Readonly<Record<string, Scalar>> = {
  B: "bytes",
  b: "boolean",
  i: "integer",
  l: "integer",
  n: "number",
  q: "quantity",
  s: "string",
  t: "time",
  x: "int-or-string",
};

/** Looks types up by name; a type is made when it is first asked for. */
export type TypeTable = (name: string) => FieldType;

/**
 * Parses the types of tables. A line is `<name>[!] <field>:<type>...` or `<name> =<scalar>`; `!` marks a map that is one
 * value. A type is a scalar's letter (`j`: anything), a type's name (`.Name`: with this line's prefix; `+`: granular all the
 * same), `[item]` with its keys or `set` behind it, or `{values}` with `!` if it is one value. `*` behind a field's type: the
 * server always writes it; `=text`: its default.
 */
export function parseTypes(tables: readonly string[]): TypeTable {
  const lines = new Map<string, string>();
  for (const line of tables.flatMap(linesOf)) lines.set(line.slice(0, line.search(/[! ]/)), line);
  const types = new Map<string, FieldType>();
  const find: TypeTable = (name) => {
    const known = types.get(name);
    if (known !== undefined) return known;
    const made = parseLine(name, lines.get(name) ?? `${name} =j`, find);
    types.set(name, made);
    return made;
  };
  return find;
}

function linesOf(table: string): readonly string[] {
  return table.split("\n").filter((line) => line !== "");
}

function parseLine(name: string, line: string, find: TypeTable): FieldType {
  const space = line.indexOf(" ");
  const text = line.slice(space + 1);
  if (text.startsWith("=")) return parseScalar(text.slice(1));
  const owner = name.slice(0, name.lastIndexOf("."));
  let fields: ReadonlyMap<string, Field> | undefined;
  return {
    kind: "map",
    name,
    atomic: line[space - 1] === "!",
    values: undefined,
    fields: () => {
      fields ??= new Map(text.split(" ").map((field) => parseField(field, owner, find)));
      return fields;
    },
  };
}

function parseField(text: string, owner: string, find: TypeTable): readonly [string, Field] {
  const colon = text.indexOf(":");
  const [typeText = "", defaultValue] = text.slice(colon + 1).split("=");
  const isAlways = typeText.endsWith("*");
  const type = parseType(isAlways ? typeText.slice(0, -1) : typeText, owner, find);
  const field = { type, isAlways, ...(defaultValue === undefined ? {} : { defaultValue }) };
  return [text.slice(0, colon), field];
}

function parseType(text: string, owner: string, find: TypeTable): FieldType {
  if (text.startsWith("[")) return parseList(text, owner, find);
  if (text.startsWith("{")) {
    const end = text.lastIndexOf("}");
    return toMapOf(parseType(text.slice(1, end), owner, find), text.endsWith("!"));
  }
  if (text.length === 1) return parseScalar(text);
  const name = text.endsWith("+") ? text.slice(0, -1) : text;
  const type = find(name.startsWith(".") ? owner + name : name);
  return text.endsWith("+") && type.kind === "map" ? toGranular(type) : type;
}

function parseList(text: string, owner: string, find: TypeTable): ListType {
  const end = text.lastIndexOf("]");
  const item = parseType(text.slice(1, end), owner, find);
  const suffix = text.slice(end + 1);
  if (suffix === "") return { kind: "list", relation: "atomic", keys: [], item };
  if (suffix === "set") return { kind: "list", relation: "set", keys: [], item };
  return { kind: "list", relation: "map", keys: suffix.split(","), item };
}

function parseScalar(letter: string): FieldType {
  const scalar = scalars[letter];
  return scalar === undefined ? { kind: "any", atomic: true } : { kind: "scalar", scalar };
}

function toGranular(type: MapType): MapType {
  return { ...type, atomic: false };
}
