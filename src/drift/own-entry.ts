import { canonicalJson } from "../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject, parseJson } from "../kube/json.ts";
import type { KubeObject, ManagedFieldsEntry } from "../kube/object.ts";

/**
 * Finds what a field manager owns by server-side apply of the object itself. undefined: it owns nothing, or its entry is in
 * another version than the object, or there are several (somebody wrote managedFields by hand): then nothing is known.
 */
export function findOwnEntry(live: KubeObject, manager: string): ManagedFieldsEntry | undefined {
  let found: ManagedFieldsEntry | undefined;
  for (const entry of live.metadata.managedFields ?? []) {
    if (entry.manager !== manager || entry.operation !== "Apply" || (entry.subresource ?? "") !== "")
      continue;
    if (found !== undefined) return undefined;
    found = entry;
  }
  return found?.apiVersion === live.apiVersion ? found : undefined;
}

/** What a set of owned fields says about the value: fields of a map, items by key, items of a set, or one value. */
export type OwnedShape = "fields" | "keyed" | "set" | "leaf";

const shapes: { readonly [prefix: string]: OwnedShape | undefined } = { f: "fields", k: "keyed", v: "set" };

/** Tells how the fields below an owned field are owned; "." is the field itself. */
export function toOwnedShape(owned: JsonObject): OwnedShape {
  for (const name in owned) if (name !== ".") return shapes[name.charAt(0)] ?? "leaf";
  return "leaf";
}

/** Gives the entry of a field or an item below an owned field. */
export function readOwned(owned: JsonObject | undefined, name: string): JsonObject | undefined {
  const child = owned?.[name];
  return isObject(child) ? child : undefined;
}

/** Gives the value that names an owned item: the object of `k:{"name":"web"}`, the text of `v:"x"`. */
export function parseOwnedItem(name: string): Json | undefined {
  try {
    return parseJson(name.slice(2));
  } catch {
    return undefined; // not written by an API server; it then matches nothing
  }
}

/** Gives the fields that name the items of an owned keyed list, sorted. */
export function toOwnedKeys(owned: JsonObject): readonly string[] {
  let keys: readonly string[] = [];
  for (const name in owned) {
    // Most lists are keyed by one field, and managedFields writes it in one way.
    if (
      keys.length === 1 &&
      name.startsWith(`k:{"${keys[0]}":"`) &&
      name.lastIndexOf('":') === name.indexOf('":')
    ) {
      continue;
    }
    const key = name === "." ? undefined : parseOwnedItem(name);
    if (isObject(key)) keys = [...new Set([...keys, ...Object.keys(key)])].sort();
  }
  return keys;
}

/**
 * Makes a look-up of owned items by the canonical text of their key or value. Go writes `<`, `>` and `&` escaped, so the
 * names themselves are not comparable.
 */
export function indexOwnedItems(owned: JsonObject): ReadonlyMap<string, JsonObject> {
  const items = new Map<string, JsonObject>();
  for (const name in owned) {
    const child = owned[name];
    if (name === "." || !isObject(child)) continue;
    items.set(name.includes("\\u") ? canonicalJson(parseOwnedItem(name)) : name.slice(2), child);
  }
  return items;
}
