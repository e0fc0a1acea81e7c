/** Any JSON value. Integers beyond 2^53 are bigint, so that no number of an object is ever rounded. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [field: string]: Json | undefined };

/** Tells whether a value is a JSON object: neither null, nor an array, nor a scalar. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells whether a value is a JSON number, however large. */
export function isNumeric(value: Json | undefined): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

const maybeBigInteger = /\d{16}/;
const integer = /^-?\d+$/;

/** Parses JSON text; integers that a double cannot hold exactly become bigint. Throws SyntaxError. */
export function parseJson(text: string): Json {
  return maybeBigInteger.test(text) ? JSON.parse(text, keepInteger) : JSON.parse(text);
}

function keepInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  return integer.test(source) ? BigInt(source) : value;
}

/** Formats a value as compact JSON text; bigint is written as an integer literal. */
export function formatJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(value, writeBigInt); // a bigint is rare, and asking for each value costs ten times as much
  }
}

// JSON.rawJSON is in every Node that `json.ts` runs on (21+), but not yet in TypeScript's library.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

function writeBigInt(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? rawJSON(value.toString()) : value;
}

/** Orders two texts by code unit, the same on every machine and in every locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Reads a nested field; undefined where any step is absent or not an object. */
export function readField(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let present = value;
  for (const step of path) present = isObject(present) ? present[step] : undefined;
  return present;
}
