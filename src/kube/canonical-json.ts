import { compareText, type Json } from "./json.ts";

/** Formats a value as JSON text with sorted fields: equal values have equal texts, so it can be hashed. */
export function canonicalJson(value: Json | undefined): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const fields = Object.entries(value).filter((field) => field[1] !== undefined);
  fields.sort((a, b) => compareText(a[0], b[0]));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(",")}}`;
}

/** Tells whether two JSON values are equal, whatever the order of fields; an absent field is not null. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return canonicalJson(a) === canonicalJson(b);
}
