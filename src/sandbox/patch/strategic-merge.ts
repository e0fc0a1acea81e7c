/**
 * Strategic merge patch. In: a live object, a patch, the type of both. Out: the patched object, or a StatusError.
 * 1. `$patch` in a map replaces or empties it; `$retainKeys` drops the live fields that it does not name.
 * 2. null removes a field, maps merge, all else is replaced.
 * 3. A list merges where its patch strategy says so: maps by the merge key, scalars as a set; an item's `$patch` deletes it or
 *    replaces the list; `$deleteFromPrimitiveList/<field>` takes scalars out.
 * 4. `$setElementOrder/<field>` orders the merged list; else the items of the patch come in its order.
 * The rules are apimachinery pkg/util/strategicpatch/patch.go at v0.35.0.
 */
import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asList } from "../../kube/values.ts";
import { badRequest } from "../cluster/status-error.ts";
import type { FieldType, MapType } from "../schema/field-type.ts";
import { deducedType, toShape, typeOfEntry } from "../schema/shape.ts";
import { failure, followDirective, names, retain, toPlain } from "./directives.ts";
import { checkOrder, mergeItems, order } from "./list-items.ts";
import { listStrategyOf } from "./patch-strategy.ts";

const { deletionPrefix, marker, orderPrefix, retainKeys } = names;

type Fields = { [name: string]: Json | undefined };

/** Merges a strategic merge patch into an object of a built-in type. Throws the server's StatusError. */
export function strategicMerge(original: JsonObject, patch: JsonObject, type: FieldType): JsonObject {
  if (patch[marker] !== undefined) return followDirective(patch);
  const shape = toShape(type, original);
  const owner = shape.kind === "map" ? shape : undefined;
  const merged: Fields = { ...retain(original, patch) };
  const ordered = new Set<string>();
  for (const [name, wanted] of Object.entries(patch)) {
    if (!name.startsWith(orderPrefix)) continue;
    const field = name.slice(orderPrefix.length);
    ordered.add(field);
    mergeOrdered(merged, { field, wanted, patch: patch[field] }, owner);
  }
  for (const [name, value] of Object.entries(patch)) {
    const isDone = name === retainKeys || name.startsWith(orderPrefix) || ordered.has(name);
    if (!isDone && value !== undefined) mergeField(merged, { name, value }, owner);
  }
  return merged;
}

type Entry = { readonly name: string; readonly value: Json };

function mergeField(merged: Fields, { name: given, value }: Entry, owner: MapType | undefined): void {
  const isDeletion = given.startsWith(deletionPrefix);
  const name = isDeletion ? given.slice(deletionPrefix.length) : given;
  const present = merged[name];
  if (value === null) {
    delete merged[name];
  } else if (isObject(present) && isObject(value)) {
    merged[name] = strategicMerge(present, value, typeBelow(owner, name));
  } else if (Array.isArray(present) && Array.isArray(value)) {
    merged[name] = mergeList({ live: present, patch: value, isDeletion }, name, owner);
  } else if (!isDeletion) {
    const plain = toPlain(value);
    if (plain === undefined) delete merged[name];
    else merged[name] = plain;
  }
}

type Lists = {
  readonly live: readonly Json[];
  readonly patch: readonly Json[];
  readonly isDeletion: boolean;
};

function mergeList({ live, patch, isDeletion }: Lists, name: string, owner: MapType | undefined): Json {
  const strategy = owner === undefined ? ({ merges: false } as const) : listStrategyOf(owner, name);
  if (!strategy.merges) return patch;
  const { key } = strategy;
  if (key === "") {
    const gone = new Set(isDeletion ? patch : []);
    if (isDeletion) return live.filter((item) => !gone.has(item));
    return order([...new Set([...live, ...patch])], { wanted: patch, live, key });
  }
  const list = typeBelow(owner, name);
  const itemType = list.kind === "list" ? list.item : deducedType;
  const merge = (item: JsonObject, change: JsonObject) => strategicMerge(item, change, itemType);
  return mergeItems(live, patch, { key, merge });
}

type Ordered = {
  readonly field: string;
  readonly wanted: Json | undefined;
  readonly patch: Json | undefined;
};

function mergeOrdered(merged: Fields, { field, wanted, patch }: Ordered, owner: MapType | undefined): void {
  const live = merged[field];
  if (!Array.isArray(wanted)) throw badRequest("invalid patch format of setElementOrder list");
  if ((live !== undefined && !Array.isArray(live)) || (patch !== undefined && !Array.isArray(patch)))
    throw failure(`expected a list at ${field}`);
  const strategy = owner === undefined ? undefined : listStrategyOf(owner, field);
  const key = strategy?.merges === true ? strategy.key : "";
  checkOrder(patch ?? [], wanted, key);
  if (live === undefined && patch === undefined) return;
  const both =
    live === undefined || patch === undefined
      ? (live ?? patch ?? [])
      : mergeList({ live, patch, isDeletion: false }, field, owner);
  merged[field] = order(asList(both), { wanted, live: live ?? [], key });
}

function typeBelow(owner: MapType | undefined, name: string): FieldType {
  return (owner === undefined ? undefined : typeOfEntry(owner, name)) ?? deducedType;
}
