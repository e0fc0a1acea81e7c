import { isNumeric, isObject, type Json, type JsonObject } from "./json.ts";

/** Formats a value as JSON text with sorted fields: equal values have equal texts, so it can be hashed. */
export function canonicalJson(value: Json | undefined): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  return isObject(value) ? canonicalFields(value) : (JSON.stringify(value) ?? "null");
}

// It runs for every object at every tick, so it makes no lists on the way.
function canonicalFields(value: JsonObject): string {
  let text = "";
  for (const name of sortNames(Object.keys(value))) {
    const field = value[name];
    if (field === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
}

/** Sorts names by code unit, the same on every machine; they nearly always are sorted already. */
export function sortNames(names: string[]): readonly string[] {
  for (let index = 1; index < names.length; index += 1) {
    if ((names[index - 1] ?? "") > (names[index] ?? "")) return names.sort();
  }
  return names;
}

/** Tells whether two JSON values are equal, whatever the order of fields; an absent field is not null. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
  }
  if (isObject(a) && isObject(b)) return equalFields(a, b);
  // A large integer is a bigint or a number, after how it was written.
  return isNumeric(a) && isNumeric(b) && canonicalJson(a) === canonicalJson(b);
}

function equalFields(a: JsonObject, b: JsonObject): boolean {
  let count = 0;
  for (const name of Object.keys(a)) {
    if (a[name] === undefined) continue;
    if (!Object.hasOwn(b, name) || !equalJson(a[name], b[name])) return false;
    count += 1;
  }
  return count === Object.values(b).filter((field) => field !== undefined).length;
}
