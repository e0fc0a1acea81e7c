import { equalJson } from "../kube/canonical-json.ts";
import type { PathStep } from "../kube/field-path.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import { isAbsent, isList, isSameScalar, isSameWhole, isZero, readOwn } from "./equal-values.ts";
import { hasKeys, toItemStep, toKeyText } from "./list-keys.ts";
import { indexOwnedItems, readOwned, toOwnedKeys, toOwnedShape } from "./own-entry.ts";
import type { SchemaNode } from "./schema-index.ts";

/** What keeps an object from being Synced for certain, without any value. */
export type Doubt =
  | "another value"
  | "absent in the cluster"
  | "another shape"
  | "owned, not desired"
  | "another order"
  | "several items with one key"
  | "list key without a known default"
  | "type of list or map unknown";

/** The state of one walk: where it is, and what it found. */
export type Walk = { readonly path: PathStep[]; unowned: boolean; doubt?: Doubt };

/** One desired field, with what is live, what of it we own, and what the schema says. */
export type Sides = {
  readonly desired: Json;
  readonly live: Json | undefined;
  readonly owned: JsonObject | undefined;
  readonly schema: SchemaNode | undefined;
};

/** Compares the fields of two objects, and what we own with what is desired. */
export function walkObject(
  walk: Walk,
  sides: Sides & { readonly desired: JsonObject; readonly live: JsonObject },
): boolean {
  return walkFields(walk, sides, sides.desired);
}

/**
 * Compares one desired field with the live one; false: there is a doubt, and `walk.path` says where. Equal values that we
 * do not own set `walk.unowned`. List types come from what we own, else from the schema.
 */
function walkField(walk: Walk, sides: Sides): boolean {
  if (isList(sides.desired)) return walkList(walk, sides, sides.desired);
  if (isObject(sides.desired)) return walkMap(walk, sides, sides.desired);
  return walkScalar(walk, sides);
}

function stop(walk: Walk, doubt: Doubt): false {
  walk.doubt = doubt;
  return false;
}

function walkScalar(walk: Walk, sides: Sides): boolean {
  const { desired, live, owned, schema } = sides;
  if (owned === undefined) walk.unowned = true;
  if (desired === live) return true;
  // The server keeps our ownership of an empty value that it drops, and takes it away when somebody else removes a value.
  if (isAbsent(live)) return (owned !== undefined && isZero(desired)) || stop(walk, "absent in the cluster");
  return isSameScalar(desired, live, schema?.format) || stop(walk, "another value");
}

function walkMap(walk: Walk, sides: Sides, desired: JsonObject): boolean {
  const { owned, schema } = sides;
  const live = sides.live ?? noFields;
  if (!isObject(live)) return stop(walk, "another shape");
  const isEmpty = isZero(desired) || (owned !== undefined && toOwnedShape(owned) === "leaf");
  if (live === noFields && isEmpty) return walkAbsent(walk, sides);
  const isGranular = owned !== undefined && toOwnedShape(owned) === "fields";
  if (isGranular && schema?.map === "atomic") return stop(walk, "type of list or map unknown");
  if (isGranular || schema?.map === "granular") return walkFields(walk, { ...sides, live }, desired);
  return schema?.map === "atomic" ? walkWhole(walk, sides) : walkUnknown(walk, sides);
}

const noFields: JsonObject = {};

/** An empty map or list that the server dropped is still ours. */
function walkAbsent(walk: Walk, sides: Sides): boolean {
  return (sides.owned !== undefined && isZero(sides.desired)) || stop(walk, "absent in the cluster");
}

function walkFields(walk: Walk, sides: Sides & { readonly live: JsonObject }, desired: JsonObject): boolean {
  const { live, owned, schema } = sides;
  let isEmpty = true;
  for (const name of Object.keys(desired)) {
    const value = desired[name];
    if (isAbsent(value)) continue;
    isEmpty = false;
    walk.path.push(name);
    const field = {
      desired: value,
      live: readOwn(live, name),
      owned: readOwned(owned, `f:${name}`),
      schema: schema?.field(name),
    };
    if (!walkField(walk, field)) return false;
    walk.path.pop();
  }
  if (owned === undefined) walk.unowned ||= isEmpty;
  return owned === undefined || ownsNothingElse(walk, desired, owned);
}

function ownsNothingElse(walk: Walk, desired: JsonObject, owned: JsonObject): boolean {
  for (const entry in owned) {
    if (entry === ".") continue;
    const name = entry.slice(2);
    if (entry.startsWith("f:") && !isAbsent(readOwn(desired, name))) continue;
    walk.path.push(name);
    return stop(walk, "owned, not desired");
  }
  return true;
}

/** A map or list that is merged as one value. */
function walkWhole(walk: Walk, sides: Sides): boolean {
  const { desired, live, owned, schema } = sides;
  if (owned === undefined) {
    walk.unowned = true;
    return equalJson(desired, live) || stop(walk, "another value");
  }
  return isSameWhole(desired, live, schema) || stop(walk, "another value");
}

/**
 * Without a schema, an owned leaf is one value, or a map that was empty when it was applied; and an empty list without an
 * owner is owned by nobody, or has nothing to own: who knows.
 */
function walkUnknown(walk: Walk, sides: Sides): boolean {
  const { desired, live, owned } = sides;
  if (!equalJson(desired, live)) return stop(walk, "another value");
  const isEmpty = isZero(desired);
  if (owned === undefined) walk.unowned = true;
  const isClear = owned === undefined ? !isEmpty || !isList(desired) : isEmpty;
  return isClear || stop(walk, "type of list or map unknown");
}

const listShapes = { keyed: "map", set: "set", leaf: undefined, fields: undefined } as const;

function walkList(walk: Walk, sides: Sides, desired: readonly Json[]): boolean {
  const { live } = sides;
  const type = toListType(sides);
  // managedFields does not mention an empty list that is merged by items: there is nothing in it to own.
  if (isAbsent(live)) return (isMerged(type) && desired.length === 0) || walkAbsent(walk, sides);
  if (!isList(live)) return stop(walk, "another shape");
  if (type === "unknown") return walkUnknown(walk, sides);
  if (type === "atomic") return walkWhole(walk, sides);
  const keys = type === "set" ? [] : toListKeys(sides);
  if (type === "contradiction" || (type === "map" && keys.length === 0)) {
    return stop(walk, "type of list or map unknown");
  }
  return walkItems(walk, { sides, keys, live }, desired);
}

function isMerged(type: ListType): boolean {
  return type === "map" || type === "set";
}

type ListType = SchemaNode["list"] | "contradiction";

/** A list whose type changed in the schema since we applied it is a contradiction; the next apply mends it. */
function toListType({ owned, schema }: Sides): ListType {
  const ownedType = owned === undefined ? undefined : listShapes[toOwnedShape(owned)];
  const type = schema?.list ?? "unknown";
  if (ownedType === undefined || ownedType === type) return type;
  return type === "unknown" ? ownedType : "contradiction";
}

function toListKeys({ schema, owned }: Sides): readonly string[] {
  if (schema !== undefined && schema.listKeys.length > 0) return schema.listKeys;
  return owned === undefined ? [] : toOwnedKeys(owned);
}

/** A keyed list or a set (no keys), ready to be walked. */
type Items = { readonly sides: Sides; readonly keys: readonly string[]; readonly live: readonly Json[] };

function walkItems(walk: Walk, items: Items, desired: readonly Json[]): boolean {
  const { owned, schema } = items.sides;
  const itemSchema = schema?.item();
  const ownedItems = owned === undefined ? noItems : indexOwnedItems(owned);
  const order: Order = { positions: toPositions(items, itemSchema), last: -1, ownedCount: 0 };
  for (const [index, item] of desired.entries()) {
    walk.path.push(index);
    const depth = walk.path.length;
    const text = hasKeys(item, items.keys, itemSchema) ? toKeyText(item, items.keys, itemSchema) : undefined;
    const position = toNextPosition(walk, order, text);
    const own = ownedItems.get(text ?? "");
    if (own !== undefined) order.ownedCount++;
    const found = { desired: item, live: items.live[position], owned: own, schema: itemSchema };
    if (position < 0 || !walkItem(walk, found)) {
      walk.path[depth - 1] = toItemStep(item, items.keys); // only now: it costs more than the comparison
      return false;
    }
    walk.path.pop();
  }
  return order.ownedCount === ownedItems.size || stop(walk, "owned, not desired");
}

type Order = { readonly positions: ReadonlyMap<string, number>; last: number; ownedCount: number };

/** Gives the live position of the next desired item, or -1 with a doubt. */
function toNextPosition(walk: Walk, order: Order, text: string | undefined): number {
  const position = text === undefined ? undefined : order.positions.get(text);
  if (text === undefined) stop(walk, "list key without a known default");
  else if (position === undefined) stop(walk, "absent in the cluster");
  else if (position === repeated || position === order.last) stop(walk, "several items with one key");
  // The order of items counts: variables see earlier ones, mounts cover each other.
  else if (position < order.last) stop(walk, "another order");
  if (walk.doubt !== undefined || position === undefined) return -1;
  order.last = position;
  return position;
}

const noItems: ReadonlyMap<string, JsonObject> = new Map();
const repeated = -2;

function walkItem(walk: Walk, sides: Sides): boolean {
  const { owned } = sides;
  // An item that is only partly ours would stay behind when Git drops it.
  if (owned === undefined || (toOwnedShape(owned) !== "leaf" && owned["."] === undefined))
    walk.unowned = true;
  if (!isObject(sides.desired)) return true; // an item of a set: its value is its key
  return owned !== undefined && toOwnedShape(owned) === "leaf" && sides.schema?.map !== "granular"
    ? walkWhole(walk, sides)
    : walkField(walk, sides);
}

function toPositions(items: Items, schema: SchemaNode | undefined): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  for (const [index, item] of items.live.entries()) {
    const text = toKeyText(item, items.keys, schema) ?? "";
    positions.set(text, positions.has(text) ? repeated : index);
  }
  return positions;
}
