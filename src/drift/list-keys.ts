import { canonicalJson } from "../kube/canonical-json.ts";
import type { PathStep } from "../kube/field-path.ts";
import { isObject, type Json } from "../kube/json.ts";
import { isAbsent } from "./equal-values.ts";
import type { SchemaNode } from "./schema-index.ts";

/**
 * Gives the text that names an item of a list, as managedFields writes it: `{"containerPort":80,"protocol":"TCP"}`, or the
 * item itself where a list has no keys. Defaults of key fields come from the schema; a key field without any is left out.
 */
export function toKeyText(
  item: Json,
  keys: readonly string[],
  schema: SchemaNode | undefined,
): string | undefined {
  if (keys.length === 0) return canonicalJson(item);
  if (!isObject(item)) return undefined;
  // Most lists are keyed by one text, and this runs for every item of every list at every tick.
  const [first = ""] = keys;
  const only = keys.length === 1 ? item[first] : undefined;
  if (typeof only === "string") return `{${quote(first)}:${quote(only)}}`;
  let text = "";
  for (const name of keys) {
    const value = item[name] ?? schema?.field(name)?.defaultValue;
    if (isAbsent(value)) continue;
    text += `${text === "" ? "{" : ","}${JSON.stringify(name)}:${canonicalJson(value)}`;
  }
  return text === "" ? undefined : `${text}}`;
}

const plain = /^[\w./-]*$/;

/** Quotes a text as JSON does; few of those that name items need more than quotes. */
function quote(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Tells whether an item has all fields that name it, written or by default. */
export function hasKeys(item: Json, keys: readonly string[], schema: SchemaNode | undefined): boolean {
  if (schema !== undefined || !isObject(item)) return true;
  return keys.every((name) => !isAbsent(item[name]));
}

/** Gives the step of a path that names an item for people. */
export function toItemStep(item: Json, keys: readonly string[]): PathStep {
  if (!isObject(item)) return { "": item }; // an item of a set: `finalizers[="a.b/c"]`
  return Object.fromEntries(
    keys.map((name) => [name, item[name]]).filter(([, value]) => value !== undefined),
  );
}
