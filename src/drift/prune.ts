import { equalJson } from "../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import { isList, readOwn } from "./equal-values.ts";
import { parseOwnedItem, readOwned } from "./own-entry.ts";

/**
 * Paths as a tree of their steps; a step without further steps is where a path ends. A step into a list is a position, or an item
 * as managedFields names it (`k:{"name":"web"}`, `v:"x"`).
 */
export type Paths = ReadonlyMap<string, Paths>;

type MutablePaths = Map<string, MutablePaths>;

/** Makes a tree of paths; a path that goes on below another one's end adds nothing. */
export function toPaths(paths: readonly (readonly string[])[]): Paths {
  const root: MutablePaths = new Map();
  const byLength = [...paths].sort((a, b) => b.length - a.length);
  for (const path of byLength) {
    let present = root;
    for (const step of path) {
      const next: MutablePaths = present.get(step) ?? new Map();
      present.set(step, next);
      present = next;
    }
    present.clear();
  }
  return root;
}

const itemName = /^[kv]:/;
const position = /^(?:0|[1-9]\d{0,8})$/;

/**
 * Gives a value without what is at the paths; the value itself stays as it is. Positions in lists are those before
 * anything is removed. A map that becomes empty goes too, as in Argo CD.
 */
export function removePaths(value: Json | undefined, paths: Paths): Json | undefined {
  if (isList(value)) return removeFromList(value, paths);
  return isObject(value) ? removeFields(value, paths) : value;
}

function removeFromList(list: readonly Json[], paths: Paths): Json {
  const names = [...paths.keys()].filter((step) => itemName.test(step));
  return list.flatMap((item, index) => {
    const name = names.find((step) => isNamed(item, parseOwnedItem(step)));
    const below = paths.get(String(index)) ?? paths.get(name ?? "");
    if (below === undefined) return [item];
    const rest = below.size === 0 ? undefined : removePaths(item, below);
    return rest === undefined ? [] : [rest];
  });
}

/** Gives an object without the fields at the paths; never undefined, however little is left. */
export function removeFields(object: JsonObject, paths: Paths): JsonObject {
  const rest: Record<string, Json | undefined> = { ...object };
  for (const [name, below] of paths) {
    if (!Object.hasOwn(object, name)) continue;
    const child = below.size === 0 ? undefined : removePaths(object[name], below);
    if (child === undefined || isEmptied(child, object[name])) delete rest[name];
    else rest[name] = child;
  }
  return rest;
}

function isEmptied(rest: Json, before: Json | undefined): boolean {
  return (
    isObject(rest) && Object.keys(rest).length === 0 && isObject(before) && Object.keys(before).length > 0
  );
}

/** Gives a set of owned fields without the paths; `value` says which item a position in a list is. */
export function removeOwned(owned: JsonObject, paths: Paths, value: Json | undefined): JsonObject {
  const rest: Record<string, Json | undefined> = { ...owned };
  for (const [step, below] of paths) {
    const { name, child } = findStep(owned, step, value);
    const present = readOwned(owned, name);
    if (present === undefined) continue;
    const left = below.size === 0 ? undefined : removeOwned(present, below, child);
    const isGone = left === undefined || isEmptied(left, present) || isHollow(left, child, below);
    if (isGone) delete rest[name];
    else rest[name] = left;
  }
  return rest;
}

/** When somebody else takes over the last field of a map of a custom resource, the server leaves us the map: without it there is none. */
function isHollow(owned: JsonObject, value: Json | undefined, paths: Paths): boolean {
  if (Object.keys(owned).length > 0 || !isObject(value)) return false;
  return isEmptied(removeFields(value, paths), value);
}

/** Gives what is owned at the end of a path; undefined: nothing. `value` says which item a position in a list is. */
export function findOwned(
  owned: JsonObject,
  path: readonly string[],
  value: Json | undefined,
): JsonObject | undefined {
  let [present, child]: [JsonObject | undefined, Json | undefined] = [owned, value];
  for (const step of path) {
    if (present === undefined) return undefined;
    const next = findStep(present, step, child);
    present = readOwned(present, next.name);
    child = next.child;
  }
  return present;
}

/** Gives the name a step has in a set of owned fields ("": none), and the value it leads to. */
function findStep(
  owned: JsonObject,
  step: string,
  value: Json | undefined,
): { readonly name: string; readonly child: Json | undefined } {
  if (!isList(value)) return { name: `f:${step}`, child: readStep(value, step) };
  const child = itemName.test(step) ? findItem(value, step) : toItem(value, step);
  return { name: findOwnedItem(owned, child) ?? "", child };
}

function readStep(value: Json | undefined, step: string): Json | undefined {
  return isObject(value) ? readOwn(value, step) : undefined;
}

function toItem(list: readonly Json[], step: string): Json | undefined {
  return position.test(step) ? list[Number(step)] : undefined;
}

function findItem(list: readonly Json[], step: string): Json | undefined {
  const key = parseOwnedItem(step);
  return list.find((item) => isNamed(item, key));
}

function findOwnedItem(owned: JsonObject, item: Json | undefined): string | undefined {
  if (item === undefined) return undefined;
  return Object.keys(owned).find((name) => name !== "." && isNamed(item, parseOwnedItem(name)));
}

/** Tells whether an item of a list is the one of a key, or the value itself. */
export function isNamed(item: Json, key: Json | undefined): boolean {
  if (!isObject(key)) return equalJson(item, key);
  return isObject(item) && Object.entries(key).every(([name, value]) => equalJson(item[name], value));
}
