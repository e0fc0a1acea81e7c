import { equalJson } from "../../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asList } from "../../kube/values.ts";
import type { FieldType, ListType, MapType } from "../schema/field-type.ts";
import { toShape, typeOfEntry } from "../schema/shape.ts";
import { indexItems } from "./list-items.ts";
import { toMergedOrder } from "./merged-order.ts";

/**
 * Merges an applied configuration into a live value: maps by field, associative lists by item, all else is replaced. Parts
 * that stay equal stay the same object, so that a comparison with the live value is cheap.
 */
export function merge(live: Json | undefined, config: Json | undefined, type: FieldType): Json | undefined {
  if (config === undefined || live === config) return live;
  if (live === undefined) return config;
  const shape = toShape(type, config);
  if (shape.kind === "map" && !shape.atomic && isObject(live) && (isObject(config) || config === null)) {
    return isObject(config) ? mergeMaps(live, config, shape) : live;
  }
  if (shape.kind === "list" && shape.relation !== "atomic" && Array.isArray(live)) {
    return mergeLists(live, asList(config), shape);
  }
  return equalJson(live, config) ? live : config;
}

function mergeMaps(live: JsonObject, config: JsonObject, type: MapType): JsonObject {
  let merged: { [name: string]: Json | undefined } | undefined;
  for (const name in config) {
    const entryType = typeOfEntry(type, name);
    const value = entryType === undefined ? config[name] : merge(live[name], config[name], entryType);
    if (value === live[name]) continue;
    merged ??= { ...live };
    merged[name] = value;
  }
  return merged ?? live;
}

function mergeLists(live: readonly Json[], config: readonly Json[], type: ListType): readonly Json[] {
  if (config.length === 0) return live;
  const [liveItems, configItems] = [indexItems(live, type), indexItems(config, type)];
  const order = toMergedOrder([...liveItems.keys()], [...configItems.keys()]);
  const merged = order.flatMap((element) => {
    const item = merge(liveItems.get(element), configItems.get(element), type.item);
    return item === undefined ? [] : [item];
  });
  const isSame = merged.length === live.length && merged.every((item, index) => item === live[index]);
  return isSame ? live : merged;
}
