import { canonicalJson } from "../../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { duplicate, invalid } from "../validation/causes.ts";
import type { At } from "../validation/field.ts";

/** Says which items of the lists of a value are there twice, where their schema makes them sets or maps. */
export function checkListTypes(at: At, schema: JsonObject): readonly Cause[] {
  if (Array.isArray(at.value)) return checkList(at, schema, at.value);
  if (!isObject(at.value)) return [];
  const { properties, additionalProperties } = schema;
  return Object.entries(at.value).flatMap(([name, value]) => {
    const own = isObject(properties) ? properties[name] : undefined;
    if (isObject(own))
      return checkListTypes({ path: at.path === "" ? name : `${at.path}.${name}`, value }, own);
    if (!isObject(additionalProperties)) return [];
    return checkListTypes({ path: `${at.path}[${name}]`, value }, additionalProperties);
  });
}

function checkList(at: At, schema: JsonObject, items: readonly Json[]): readonly Cause[] {
  const type = schema["x-kubernetes-list-type"];
  const item = schema["items"];
  const below = items.flatMap((value, index) =>
    isObject(item) ? checkListTypes({ path: `${at.path}[${index}]`, value }, item) : [],
  );
  if (type === "set") return [...repeated(at, items), ...below];
  if (type !== "map") return below;
  const stray = items.flatMap((value, index) =>
    value === null || isObject(value)
      ? []
      : [invalid({ path: `${at.path}[${index}]`, value }, "must be an object for an array of list-type map")],
  );
  return [...(stray.length > 0 ? stray : repeated(at, toKeys(schema, items))), ...below];
}

function toKeys(schema: JsonObject, items: readonly Json[]): readonly Json[] {
  const keys = schema["x-kubernetes-list-map-keys"];
  const names = (Array.isArray(keys) ? keys.map(String) : []).sort();
  return items.map((item) => {
    const own = asObject(item);
    return Object.fromEntries(names.filter((name) => name in own).map((name) => [name, own[name]]));
  });
}

/** Names an item once, however often it is there. */
function repeated({ path }: At, items: readonly Json[]): readonly Cause[] {
  const seen = new Map<string, number>();
  return items.flatMap((value, index) => {
    const key = canonicalJson(value);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 2 ? [duplicate({ path: `${path}[${index}]`, value })] : [];
  });
}
