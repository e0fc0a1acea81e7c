import { maskUserInfo } from "../../src/declaration/message-text.ts";
import { ReconcileError } from "../../src/errors.ts";

const textCharsMax = 2_000;
const stackCharsMax = 8_000;
const entriesMax = 100;
const depthMax = 6;

const secretName = /authorization|cookie|credential|password|secret|signature|token/i;
const credential = /\b(bearer|basic)\s+[\w+/=.~-]+/gi;

/**
 * Gives a value as it may stand in a log: secrets by their field's name, credentials in URLs and in Authorization values are
 * masked; bytes are only counted; long texts, long lists and deep values are cut. Never throws.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value, textCharsMax);
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= depthMax) return "…";
  if (Array.isArray(value)) return value.slice(0, entriesMax).map((each) => redact(each, depth + 1));
  const fields = Object.entries(value).slice(0, entriesMax);
  return Object.fromEntries(
    fields.map(([name, field]) => [name, isSecret(name, field) ? "***" : redact(field, depth + 1)]),
  );
}

/** A number is no secret: the token of a lease is one. */
function isSecret(name: string, value: unknown): boolean {
  return secretName.test(name) && typeof value !== "number" && typeof value !== "boolean";
}

function redactText(text: string, charsMax: number): string {
  // Cut first: what remains is all that is searched.
  const cut = text.length > charsMax ? `${text.slice(0, charsMax)}…` : text;
  return maskUserInfo(cut).replace(credential, "$1 ***");
}

function redactError(error: Error, depth: number): unknown {
  return {
    name: error.name,
    ...(error instanceof ReconcileError ? { code: error.code } : {}),
    message: redactText(error.message, textCharsMax),
    stack: redactText(error.stack ?? "", stackCharsMax),
    ...(error.cause === undefined || depth >= depthMax ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
