import { equalJson } from "../../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { printGo } from "../fields/print-go.ts";
import { failure, names, toPlain, unknownDirective } from "./directives.ts";

const { marker } = names;

export type ItemMerge = {
  /** The field that tells items apart. */
  readonly key: string;
  readonly merge: (item: JsonObject, change: JsonObject) => JsonObject;
};

/** Merges the items of a patch into those of a live list, by their merge key. Throws 500 for an item without one. */
export function mergeItems(live: readonly Json[], patch: readonly Json[], by: ItemMerge): readonly Json[] {
  const changes = patch.filter(isObject);
  if (changes.length < patch.length || !live.every(isObject)) {
    throw failure(`list element types are not identical: ${printGo([live, patch])}`);
  }
  const plain = changes.filter((item) => item[marker] === undefined);
  const marked = changes.filter((item) => item[marker] !== undefined);
  const isReplaced = marked.some((item) => item[marker] === "replace");
  let left: readonly JsonObject[] = live.filter(isObject);
  for (const item of marked) left = withoutItem(left, item, by.key);
  if (isReplaced) return plain;
  const merged = [...left];
  for (const change of plain) {
    const value = keyOf(change, by.key);
    const at = merged.findIndex((item) => equalJson(item[by.key], value));
    const item = merged[at];
    if (item === undefined) merged.push(asObject(toPlain(change)));
    else merged[at] = by.merge(item, change);
  }
  return order(merged, { wanted: plain, live, key: by.key });
}

function withoutItem(items: readonly JsonObject[], change: JsonObject, key: string): readonly JsonObject[] {
  const directive = change[marker];
  if (directive === "replace") return items;
  if (directive === "merge") throw failure("merging lists cannot yet be specified in the patch");
  if (directive !== "delete") throw unknownDirective(change);
  const value = keyOf(change, key);
  return items.filter((item) => !equalJson(item[key], value));
}

function keyOf(item: JsonObject, key: string): Json {
  const value = item[key];
  if (value === undefined) {
    throw failure(`map: ${printGo(item)} does not contain declared merge key: ${key}`);
  }
  return value;
}

type Order = {
  /** Which items come in which order. */
  readonly wanted: readonly Json[];
  readonly live: readonly Json[];
  readonly key: string;
};

/**
 * Orders the items of a merged list: those that are wanted in that order, the others as they are live; one of these comes
 * before a wanted item that followed it.
 */
export function order(merged: readonly Json[], { wanted, live, key }: Order): readonly Json[] {
  const place = toPlaces(live, key);
  const rank = toPlaces(wanted, key);
  const name = (item: Json) => nameOf(item, key);
  const own = merged
    .filter((item) => rank.has(name(item)))
    .sort((a, b) => (rank.get(name(a)) ?? 0) - (rank.get(name(b)) ?? 0));
  const others = merged.filter((item) => !rank.has(name(item)));
  const ordered: Json[] = [];
  for (const item of own) {
    const limit = place.get(name(item));
    for (let next = others[0]; next !== undefined; next = others[0]) {
      const at = place.get(name(next));
      if (limit === undefined || at === undefined || at > limit) break;
      ordered.push(next);
      others.shift();
    }
    ordered.push(item);
  }
  return [...ordered, ...others];
}

/** Throws 500 where the items of a patch are not in the order that goes with it. */
export function checkOrder(patch: readonly Json[], wanted: readonly Json[], key: string): void {
  const names = patch.filter((item) => !isObject(item) || item[marker] === undefined);
  if (wanted.length === 0 || names.length === 0) return;
  let at = 0;
  for (const item of wanted) {
    const next = names[at];
    if (next !== undefined && nameOf(next, key) === nameOf(item, key)) at += 1;
  }
  if (at === names.length) return;
  throw failure(
    `The order in patch list:\n${printGo(patch)}\n doesn't match $setElementOrder list:\n${printGo(wanted)}\n`,
  );
}

function toPlaces(items: readonly Json[], key: string): ReadonlyMap<string, number> {
  return new Map(items.map((item, index) => [nameOf(item, key), index]));
}

function nameOf(item: Json, key: string): string {
  return JSON.stringify(isObject(item) && key !== "" ? item[key] : item) ?? "";
}
