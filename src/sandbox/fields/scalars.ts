import type { Json } from "../../kube/json.ts";
import type { Scalar } from "../schema/field-type.ts";
import { DecodeError } from "./decode-error.ts";
import { toCanonicalQuantity } from "./quantity.ts";

/** Writes a scalar as the server does: quantities, times and bytes have one form each. Throws DecodeError. */
export function toCanonicalScalar(value: Json, scalar: Scalar, field: string): Json {
  if (scalar === "quantity") return toQuantity(value, false);
  if (typeof value !== "string") return value;
  if (scalar === "time") return toCanonicalTime(value, microTimes.has(field));
  return scalar === "bytes" ? toCanonicalBytes(value) : value;
}

/** Writes an entry of a list of resources (`requests.cpu`). Throws DecodeError. */
export function toResourceAmount(value: Json): Json {
  return toQuantity(value, true);
}

function toQuantity(value: Json, isResource: boolean): Json {
  return toCanonicalQuantity(typeof value === "string" ? value : String(value), isResource);
}

// The fields of type MicroTime, which want six digits behind the point.
const microTimes: ReadonlySet<string> = new Set([
  "acquireTime",
  "eventTime",
  "lastObservedTime",
  "renewTime",
]);

const head: readonly (readonly [string, RegExp])[] = [
  ["2006", /^\d{4}/],
  ["-", /^-/],
  ["01", /^\d\d/],
  ["-", /^-/],
  ["02", /^\d\d/],
  ["T", /^T/],
  ["15", /^\d\d/],
  [":", /^:/],
  ["04", /^\d\d/],
  [":", /^:/],
  ["05", /^\d\d/],
];
const zone: readonly [string, RegExp] = ["Z07:00", /^(Z|[+-]\d\d:\d\d)/];
const timeLayout = [...head, ["", /^(\.\d+)?/], zone] as const;
const microLayout = [...head, [".000000", /^\.\d{6}/], zone] as const;

function toCanonicalTime(text: string, isMicro: boolean): string {
  const layout = isMicro ? microLayout : timeLayout;
  let rest = text;
  for (const [part, pattern] of layout) {
    const match = pattern.exec(rest);
    if (match === null) throw wrongTime(text, layout, `cannot parse "${rest}" as "${part}"`);
    rest = rest.slice(match[0].length);
  }
  if (rest !== "") throw wrongTime(text, layout, `extra text: "${rest}"`);
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw wrongTime(text, layout, "day out of range");
  const seconds = time.toISOString().slice(0, 19);
  return isMicro ? `${seconds}${/\.\d{6}/.exec(text)?.[0]}Z` : `${seconds}Z`;
}

function wrongTime(text: string, layout: readonly (readonly [string, RegExp])[], why: string): DecodeError {
  return new DecodeError(`parsing time "${text}" as "${layout.map(([part]) => part).join("")}": ${why}`);
}

const alphabet = /^[A-Za-z0-9+/]*/;

function toCanonicalBytes(text: string): string {
  const digits = text.replaceAll(/[\r\n]/g, "");
  const length = alphabet.exec(digits)?.[0].length ?? 0;
  const [padding, over] = [digits.slice(length), length % 4];
  const wanted = over === 0 ? "" : "=".repeat(4 - over);
  if (padding !== wanted || over === 1)
    throw new DecodeError(`illegal base64 data at input byte ${wrongByte(length, padding)}`);
  return Buffer.from(digits, "base64").toString("base64");
}

/** Go names the first strange character or, where only the end is missing, the group of four that lacks it. */
function wrongByte(length: number, padding: string): number {
  if (padding === "") return length - (length % 4);
  const isShort = length % 4 === 2 && padding === "=";
  return isShort ? length + 1 : length;
}
