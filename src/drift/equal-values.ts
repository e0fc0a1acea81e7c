import { toCanonicalBase64 } from "../kube/fold.ts";
import { isObject, type Json } from "../kube/json.ts";
import { equalQuantities } from "../kube/quantity.ts";

import type { SchemaNode } from "./schema-index.ts";

type Value = Json | undefined;

/** Tells whether a value is a JSON list. */
export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** Tells whether there is no value: the server does not tell null from absent. */
export function isAbsent(value: Value): value is null | undefined {
  return value === undefined || value === null;
}

/** Tells whether a value is one that the server drops when it writes an object: false, 0, "", [], {} or none. */
export function isZero(value: Value): boolean {
  if (isAbsent(value) || value === false || value === 0 || value === "") return true;
  if (isList(value)) return value.length === 0;
  return isObject(value) && isEmptyMap(value);
}

function isEmptyMap(value: { readonly [name: string]: Value }): boolean {
  for (const name in value) if (Object.hasOwn(value, name)) return false;
  return true;
}

/** Reads a field that the object itself has: "constructor" is a fine name for a label. */
export function readOwn(value: { readonly [name: string]: Value }, name: string): Value {
  const found = value[name];
  // All that a plain object inherits are functions and its prototype; asking only then is what makes this fast.
  const mayBeInherited = typeof found === "function" || name === "__proto__";
  return mayBeInherited && !Object.hasOwn(value, name) ? undefined : found;
}

/** Tells whether the server would write both scalars alike. */
export function isSameScalar(desired: Value, live: Value, format: SchemaNode["format"] | undefined): boolean {
  if (desired === live) return true;
  if (format === "quantity") return equalQuantities(desired, live);
  return format === "bytes" && toCanonicalBase64(desired) === toCanonicalBase64(live);
}

/**
 * Tells whether a value that is merged as a whole is what the server makes of desired: dropped empty values and filled-in
 * defaults counted in. Only for values we own: whoever changes one takes it over.
 */
export function isSameWhole(desired: Value, live: Value, schema: SchemaNode | undefined): boolean {
  if (isAbsent(live)) return isZero(desired);
  if (isAbsent(desired)) return isFilledIn(live, schema);
  if (isList(desired)) return isList(live) && isSameList(desired, live, schema?.item());
  if (isObject(desired)) return isObject(live) && isSameMap(desired, live, schema);
  return isSameScalar(desired, live, schema?.format);
}

function isFilledIn(live: Json, schema: SchemaNode | undefined): boolean {
  if (isZero(live)) return true;
  const fallback = schema?.defaultValue;
  if (!isAbsent(fallback) && isSameWhole(fallback, live, schema)) return true;
  return isObject(live) && isSameMap({}, live, schema);
}

function isSameList(
  desired: readonly Json[],
  live: readonly Json[],
  schema: SchemaNode | undefined,
): boolean {
  return (
    desired.length === live.length && desired.every((item, index) => isSameWhole(item, live[index], schema))
  );
}

function isSameMap(
  desired: { readonly [name: string]: Value },
  live: { readonly [name: string]: Value },
  schema: SchemaNode | undefined,
): boolean {
  for (const name of Object.keys(desired)) {
    if (!isSameWhole(desired[name], readOwn(live, name), schema?.field(name))) return false;
  }
  return Object.keys(live).every(
    (name) => Object.hasOwn(desired, name) || isSameWhole(undefined, live[name], schema?.field(name)),
  );
}
