import { canonicalJson } from "../../kube/canonical-json.ts";
import { isObject, type Json } from "../../kube/json.ts";
import type { ListType } from "../schema/field-type.ts";

/**
 * Gives the element that names an item of a list in a field set: `k:{"port":80,"protocol":"TCP"}` or `v:"text"`, with the
 * schema's defaults for keys that the item leaves out. undefined: it has no key at all.
 */
export function toItemElement(item: Json, type: ListType): string | undefined {
  if (type.relation === "set") return `v:${canonicalJson(item)}`;
  if (!isObject(item)) return undefined;
  const parts: string[] = [];
  for (const key of type.keys) {
    const value = item[key] ?? keyDefault(type, key);
    if (value !== undefined && value !== null) parts.push(`${JSON.stringify(key)}:${canonicalJson(value)}`);
  }
  return parts.length === 0 ? undefined : `k:{${parts.join(",")}}`;
}

/** Gives the default of a key field; undefined: it has none. */
export function keyDefault(type: ListType, key: string): Json | undefined {
  return type.item.kind === "map" ? type.item.fields().get(key)?.defaultValue : undefined;
}

/** Gives the items of a list by their elements; of duplicates, the first. */
export function indexItems(items: readonly Json[], type: ListType): ReadonlyMap<string, Json> {
  const index = new Map<string, Json>();
  for (const item of items) {
    const element = toItemElement(item, type) ?? "";
    if (!index.has(element)) index.set(element, item);
  }
  return index;
}
