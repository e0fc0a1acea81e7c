import { isNumeric, type JsonObject } from "../../kube/json.ts";
import type { Cause } from "../cluster/status-error.ts";
import { invalid, tooLarge, typeInvalid } from "../validation/causes.ts";
import type { At } from "../validation/field.ts";
import { isOfFormat } from "./formats.ts";

/** A value, and how messages name it. */
export type Named = At & { readonly name: string };

/** Says whether a text is too long, too short, or has not its pattern or format. */
export function checkText(at: Named, schema: JsonObject): readonly Cause[] {
  const { maxLength, minLength, pattern, format } = schema;
  const text = String(at.value);
  const length = [...text].length;
  return [
    ...(length > Number(maxLength) ? [tooLarge(at.path, { bytes: Number(maxLength) })] : []),
    ...(length < Number(minLength)
      ? [invalid(at, `${at.name} should be at least ${minLength} chars long`)]
      : []),
    ...(typeof pattern === "string" && !toRegex(pattern).test(text)
      ? [invalid(at, `${at.name} should match '${pattern}'`)]
      : []),
    ...(typeof format === "string" && !isOfFormat(text, format)
      ? [typeInvalid(at, `${at.name} must be of type ${format}: ${JSON.stringify(text)}`)]
      : []),
  ];
}

const patterns = new Map<string, RegExp>();
const neverMatches = /(?!)/;

/** Patterns are those of Go, of which most mean the same here; named groups and leading flags are written otherwise. */
function toRegex(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const [, flags = "", rest = pattern] = /^\(\?([ims]+)\)([\s\S]*)$/.exec(pattern) ?? [];
  const made = toRegexOrNone(rest.replaceAll("(?P<", "(?<").replaceAll("\\z", "$"), flags);
  patterns.set(pattern, made);
  return made;
}

function toRegexOrNone(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    return toLooseRegex(source, flags);
  }
}

function toLooseRegex(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    return neverMatches;
  }
}

/** Tells whether a text is a pattern at all. */
export function isPattern(pattern: string): boolean {
  return toRegex(pattern) !== neverMatches;
}

/** Says whether a number is too large, too small, or no multiple of what it has to be. */
export function checkNumber(at: Named, schema: JsonObject): readonly Cause[] {
  const { maximum, minimum, multipleOf } = schema;
  const value = Number(at.value);
  const [isBelowMax, isAboveMin] = [schema["exclusiveMaximum"] === true, schema["exclusiveMinimum"] === true];
  const most = isBelowMax ? "less than" : "less than or equal to";
  const least = isAboveMin ? "greater than" : "greater than or equal to";
  const isMore = isBelowMax ? value >= Number(maximum) : value > Number(maximum);
  const isLess = isAboveMin ? value <= Number(minimum) : value < Number(minimum);
  return [
    ...(isNumeric(multipleOf) && !isWhole(value / Number(multipleOf))
      ? [invalid(at, `${at.name} should be a multiple of ${multipleOf}`)]
      : []),
    ...(isNumeric(maximum) && isMore ? [invalid(at, `${at.name} should be ${most} ${maximum}`)] : []),
    ...(isNumeric(minimum) && isLess ? [invalid(at, `${at.name} should be ${least} ${minimum}`)] : []),
  ];
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-9;
}
