import { equalJson } from "../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import { isList, readOwn } from "./equal-values.ts";
import { parseOwnedItem, readOwned } from "./own-entry.ts";

/** Paths as a tree of their steps; a step without further steps is where a path ends. */
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
  return list.flatMap((item, index) => {
    const below = paths.get(String(index));
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
    if (left === undefined || isEmptied(left, present)) delete rest[name];
    else rest[name] = left;
  }
  return rest;
}

/** Gives the name a step has in a set of owned fields ("": none), and the value it leads to. */
function findStep(
  owned: JsonObject,
  step: string,
  value: Json | undefined,
): { readonly name: string; readonly child: Json | undefined } {
  if (!isList(value)) return { name: `f:${step}`, child: readStep(value, step) };
  const child = toItem(value, step);
  return { name: findOwnedItem(owned, child) ?? "", child };
}

function readStep(value: Json | undefined, step: string): Json | undefined {
  return isObject(value) ? readOwn(value, step) : undefined;
}

function toItem(list: readonly Json[], step: string): Json | undefined {
  return position.test(step) ? list[Number(step)] : undefined;
}

function findOwnedItem(owned: JsonObject, item: Json | undefined): string | undefined {
  if (item === undefined) return undefined;
  return Object.keys(owned).find((name) => name !== "." && isNamed(item, parseOwnedItem(name)));
}

function isNamed(item: Json, key: Json | undefined): boolean {
  if (!isObject(key)) return equalJson(item, key);
  return isObject(item) && Object.entries(key).every(([name, value]) => equalJson(item[name], value));
}
