import { isObject, type JsonObject } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { parseOwnedItem } from "./own-entry.ts";

/**
 * Gives the paths of all fields that some managers own of an object, whatever way they write. A step into a list is the item as
 * managedFields names it, `k:{"name":"web"}` or `v:"x"`; the fields that are an item's name are left out, since without
 * them nobody could tell which item it is.
 */
export function toManagedPaths(
  { metadata }: KubeObject,
  managers: readonly string[],
): readonly (readonly string[])[] {
  const entries = (metadata.managedFields ?? []).filter(({ manager = "" }) => managers.includes(manager));
  return entries.flatMap(({ fieldsV1 = {} }) => toPathsBelow(fieldsV1, [], noKeys));
}

const noKeys: ReadonlySet<string> = new Set();

function toPathsBelow(
  owned: JsonObject,
  above: readonly string[],
  keys: ReadonlySet<string>,
): readonly (readonly string[])[] {
  return Object.entries(owned).flatMap(([name, below]) => {
    if (name === "." || !isObject(below) || keys.has(name)) return [];
    const path = [...above, name.startsWith("f:") ? name.slice(2) : name];
    const isEnd = Object.keys(below).every((each) => each === ".");
    return isEnd ? [path] : toPathsBelow(below, path, toKeyFields(name));
  });
}

function toKeyFields(name: string): ReadonlySet<string> {
  const key = name.startsWith("k:") ? parseOwnedItem(name) : undefined;
  return isObject(key) ? new Set(Object.keys(key).map((field) => `f:${field}`)) : noKeys;
}
