import type { PathStep } from "../kube/field-path.ts";
import { compareText, isObject, type Json, type JsonObject } from "../kube/json.ts";
import { limits } from "../limits.ts";
import { isAbsent, isList, isZero, readOwn } from "./equal-values.ts";
import { toItemStep, toKeyText } from "./list-keys.ts";
import type { SchemaNode } from "./schema-index.ts";

/** A difference with its path still in steps. */
export type RawDifference = {
  readonly path: readonly PathStep[];
  readonly desired: Json | undefined;
  readonly live: Json | undefined;
};

type Search = { readonly path: PathStep[]; readonly found: RawDifference[] };

/** Two values at one place; the schema names the keys of lists where there is one. */
type Values = {
  readonly desired: Json | undefined;
  readonly live: Json | undefined;
  readonly schema: SchemaNode | undefined;
};

/**
 * Lists the fields in which two objects of the server differ, exactly and in a stable order; null and absent are the same.
 * Items of lists are matched by the schema's keys, else by name, else by position.
 */
export function listDifferences(values: Values): readonly RawDifference[] {
  const search: Search = { path: [], found: [] };
  compareValues(search, values);
  return search.found;
}

function compareValues(search: Search, values: Values): void {
  const { desired, live } = values;
  if (desired === live || (isAbsent(desired) && isAbsent(live))) return;
  if (search.found.length >= limits.differencesMax) return;
  const maps = toMaps(search, values);
  if (maps !== undefined) compareMaps(search, values, maps);
  else if (isList(desired) && isList(live)) compareLists(search, values.schema, { desired, live });
  else add(search, desired, live);
}

function add(search: Search, desired: Json | undefined, live: Json | undefined): void {
  search.found.push({ path: [...search.path], desired: desired ?? undefined, live: live ?? undefined });
}

type Maps = { readonly desired: JsonObject; readonly live: JsonObject };

/** A map that is only on one side differs field by field too; an item of a list is named as a whole. */
function toMaps(search: Search, { desired, live }: Values): Maps | undefined {
  if (isObject(desired) && isObject(live)) return { desired, live };
  if (typeof search.path.at(-1) !== "string") return undefined;
  if (isObject(desired) && isAbsent(live) && !isZero(desired)) return { desired, live: {} };
  return isObject(live) && isAbsent(desired) && !isZero(live) ? { desired: {}, live } : undefined;
}

function compareMaps(search: Search, { schema }: Values, maps: Maps): void {
  const names = new Set([...Object.keys(maps.desired), ...Object.keys(maps.live)]);
  for (const name of [...names].sort(compareText)) {
    const desired = readOwn(maps.desired, name);
    const live = readOwn(maps.live, name);
    if (desired === live) continue;
    search.path.push(name);
    compareValues(search, { desired, live, schema: schema?.field(name) });
    search.path.pop();
  }
}

type Lists = { readonly desired: readonly Json[]; readonly live: readonly Json[] };

function compareLists(search: Search, schema: SchemaNode | undefined, lists: Lists): void {
  const keys = toKeys(schema, lists);
  if (keys === undefined) compareByPosition(search, schema, lists);
  else compareKeyed(search, { keys, schema: schema?.item() }, lists);
}

function compareByPosition(search: Search, schema: SchemaNode | undefined, lists: Lists): void {
  const isWhole =
    lists.desired.length !== lists.live.length && ![...lists.desired, ...lists.live].some(isObject);
  if (isWhole) {
    add(search, lists.desired, lists.live);
    return;
  }
  const length = Math.max(lists.desired.length, lists.live.length);
  for (let index = 0; index < length; index++) {
    search.path.push(index);
    const sides = { desired: lists.desired[index], live: lists.live[index], schema: schema?.item() };
    compareValues(search, sides);
    search.path.pop();
  }
}

function toKeys(schema: SchemaNode | undefined, lists: Lists): readonly string[] | undefined {
  const candidates = [schema?.listKeys ?? [], ["name"]].filter((keys) => keys.length > 0);
  return candidates.find((keys) => isUnique(lists.desired, keys) && isUnique(lists.live, keys));
}

function isUnique(list: readonly Json[], keys: readonly string[]): boolean {
  const texts = new Set(list.map((item) => toKeyText(item, keys, undefined)));
  return texts.size === list.length && !texts.has(undefined);
}

type Keyed = { readonly keys: readonly string[]; readonly schema: SchemaNode | undefined };

function compareKeyed(search: Search, { keys, schema }: Keyed, lists: Lists): void {
  const toText = (item: Json) => toKeyText(item, keys, undefined) ?? "";
  const desired = new Map(lists.desired.map((item) => [toText(item), item]));
  const live = new Map(lists.live.map((item) => [toText(item), item]));
  for (const [text, item] of new Map([...desired, ...live])) {
    search.path.push(toItemStep(item, keys));
    compareValues(search, { desired: desired.get(text), live: live.get(text), schema });
    search.path.pop();
  }
  const wanted = [...desired].filter(([text]) => live.has(text));
  const present = [...live].filter(([text]) => desired.has(text));
  const isOrdered = wanted.every(([text], index) => text === present[index]?.[0]);
  // The items' names in both orders say more than two long lists.
  if (!isOrdered) add(search, toNames(wanted), toNames(present));
}

function toNames(items: readonly (readonly [string, Json])[]): Json {
  return items.map(([text, item]) => (isObject(item) && item["name"] !== undefined ? item["name"] : text));
}
