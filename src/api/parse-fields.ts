import type { Json, JsonObject } from "../kube/json.ts";
import { type Refusal, refuse } from "./refuse.ts";

/** Tells whether the value of a field is one that can be used. */
export type FieldCheck = (value: Json) => boolean;

const namesShownMax = 10;

/**
 * Checks a body field by field: one that is not known, or whose value cannot be used, is refused by name. A field that is null is
 * absent, as Argo CD's clients send it.
 */
export function refuseFields(
  body: JsonObject,
  checks: Readonly<Record<string, FieldCheck>>,
  action: string,
): Refusal | undefined {
  const fields = Object.entries(body).filter(([, value]) => value !== null && value !== undefined);
  const unknown = fields.filter(([name]) => !Object.hasOwn(checks, name)).map(([name]) => name);
  if (unknown.length > 0) {
    const names = unknown.slice(0, namesShownMax).map((name) => JSON.stringify(name.slice(0, 80)));
    return refuse("BAD_BODY", `Cannot ${action}: unknown field ${names.join(", ")}`);
  }
  const unsupported = fields.filter(([name, value]) => !checks[name]?.(value ?? null));
  if (unsupported.length === 0) return undefined;
  const names = unsupported.map(([name]) => name).join(", ");
  const message = `Cannot ${action}: not supported yet, or not of this application: ${names}; leave it out`;
  return refuse("UNSUPPORTED", message);
}

/** Tells whether a value is true or false. */
export function isFlag(value: Json): value is boolean {
  return typeof value === "boolean";
}

/** Tells whether a value asks for nothing: an empty text, list or object, or false. */
export function isNothing(value: Json): boolean {
  return (
    value === "" || value === false || (typeof value === "object" && Object.keys(value ?? {}).length === 0)
  );
}

/** Reads a whole number, which protobuf's JSON writes as a text; undefined: it is none. */
export function toWhole(value: Json | undefined): number | undefined {
  if (typeof value !== "number" && !(typeof value === "string" && /^-?\d{1,15}$/.test(value)))
    return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Parses a list of at most `max` items, null for none; undefined: it is no such list. */
export function parseItems<Item>(
  value: Json,
  max: number,
  parse: (item: Json) => Item | undefined,
): readonly Item[] | undefined {
  if (value === null) return [];
  if (!Array.isArray(value) || value.length > max) return undefined;
  const items = value.map((item) => parse(item)).filter((item) => item !== undefined);
  return items.length === value.length ? items : undefined;
}
