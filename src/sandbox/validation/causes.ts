import { isObject, type Json } from "../../kube/json.ts";
import type { Cause } from "../cluster/status-error.ts";
import type { At } from "./field.ts";

/** A value is missing. */
export function required(field: string, detail = ""): Cause {
  return toCause({ reason: "FieldValueRequired", field, detail }, "Required value");
}

/** A value is not allowed, whatever it says. */
export function forbidden(field: string, detail: string): Cause {
  return toCause({ reason: "FieldValueForbidden", field, detail }, "Forbidden");
}

/** A value is not as it has to be. */
export function invalid({ path, value }: At, detail: string): Cause {
  return toCause({ reason: "FieldValueInvalid", field: path, detail }, `Invalid value: ${print(value)}`);
}

/** A value is of another type than its schema says. */
export function typeInvalid({ path, value }: At, detail: string): Cause {
  const what = `Invalid value: ${print(value)}`;
  return toCause({ reason: "FieldValueTypeInvalid", field: path, detail }, what);
}

/** A value is none of those there are. */
export function unsupported({ path, value }: At, supported: readonly string[]): Cause {
  const list = supported.map((each) => JSON.stringify(each)).join(", ");
  const detail = supported.length === 0 ? "" : `supported values: ${list}`;
  const what = `Unsupported value: ${print(value)}`;
  return toCause({ reason: "FieldValueNotSupported", field: path, detail }, what);
}

/** A value is there already. */
export function duplicate({ path, value }: At): Cause {
  const what = `Duplicate value: ${print(value)}`;
  return toCause({ reason: "FieldValueDuplicate", field: path, detail: "" }, what);
}

/** A value names nothing that is there. */
export function absent({ path, value }: At): Cause {
  return toCause({ reason: "FieldValueNotFound", field: path, detail: "" }, `Not found: ${print(value)}`);
}

/** A value, or a list of values, is larger than it may be. */
export function tooLarge(field: string, limit: { readonly bytes: number } | TooMany): Cause {
  if ("bytes" in limit) {
    const detail = `may not be more than ${limit.bytes} ${limit.bytes === 1 ? "byte" : "bytes"}`;
    return toCause({ reason: "FieldValueTooLong", field, detail }, "Too long");
  }
  const detail = `must have at most ${limit.items} ${limit.items === 1 ? "item" : "items"}`;
  return toCause({ reason: "FieldValueTooMany", field, detail }, `Too many: ${limit.count}`);
}

type TooMany = { readonly count: number; readonly items: number };

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go
function toCause(where: { reason: string; field: string; detail: string }, what: string): Cause {
  const { reason, field, detail } = where;
  return {
    reason,
    message: detail === "" ? what : `${what}: ${detail}`,
    field: field === "" ? "<nil>" : field,
  };
}

/** Prints a value as Go's encoding/json does: maps of texts by their keys, and no character that HTML could read. */
function print(value: Json | undefined): string {
  if (typeof value === "string") return JSON.stringify(value);
  return JSON.stringify(value ?? null, toPlain).replace(/[<>&]/g, toEscape);
}

function toEscape(character: string): string {
  return `\\u00${character.charCodeAt(0).toString(16)}`;
}

function toPlain(_name: string, value: Json): Json {
  if (typeof value === "bigint") return Number(value);
  if (!isObject(value)) return value;
  if ("matchExpressions" in value && "matchLabels" in value) {
    const { matchLabels, matchExpressions } = value;
    return { matchLabels, matchExpressions };
  }
  // What has capital names is one of the server's own structs, written here in its order.
  const isStruct = Object.keys(value).every((name) => /^[A-Z]/.test(name));
  if (isStruct || !Object.values(value).every((each) => typeof each === "string")) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
