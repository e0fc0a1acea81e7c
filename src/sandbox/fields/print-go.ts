import { isObject, type Json } from "../../kube/json.ts";

/** Prints a value as Go's `%v` does: `map[a:1 b:[x y]]`, with the fields sorted. */
export function printGo(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(printGo).join(" ")}]`;
  if (!isObject(value)) return String(value ?? "<nil>");
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${fields.map(([name, entry]) => `${name}:${printGo(entry)}`).join(" ")}]`;
}

/** Names the JSON type of a value as encoding/json of Go does in its errors. */
export function goKindOf(value: Json): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value === "bigint" ? "number" : typeof value;
}
