import type { Json } from "./json.ts";

const quantity = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/;

const decimalExponents: { readonly [suffix: string]: number | undefined } = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryExponents: { readonly [suffix: string]: number | undefined } = {
  Ki: 10,
  Mi: 20,
  Gi: 30,
  Ti: 40,
  Pi: 50,
  Ei: 60,
};

/** Longer than any real quantity; it keeps the arithmetic below small. */
const textMax = 64;
const exponentMax = 40;

/** `mantissa × 10^exponent`, exactly. */
export type Decimal = { readonly mantissa: bigint; readonly exponent: number };

/**
 * Tells whether two resource quantities are the same amount, exactly: `1000m` and 1, `1024Mi` and `1Gi`. Anything that is
 * no quantity equals nothing. Grammar: https://pkg.go.dev/k8s.io/apimachinery/pkg/api/resource#Quantity
 */
export function equalQuantities(a: Json | undefined, b: Json | undefined): boolean {
  const left = parseQuantity(a);
  const right = parseQuantity(b);
  if (left === undefined || right === undefined) return false;
  const exponent = Math.min(left.exponent, right.exponent);
  return scale(left, exponent) === scale(right, exponent);
}

/** Orders two resource quantities by amount: negative where the first is less; undefined where one is no quantity. */
export function compareQuantities(a: Json | undefined, b: Json | undefined): number | undefined {
  const left = parseQuantity(a);
  const right = parseQuantity(b);
  if (left === undefined || right === undefined) return undefined;
  const exponent = Math.min(left.exponent, right.exponent);
  const difference = scale(left, exponent) - scale(right, exponent);
  return difference === 0n ? 0 : Number(difference > 0n) * 2 - 1;
}

function scale(value: Decimal, exponent: number): bigint {
  return value.mantissa * 10n ** BigInt(value.exponent - exponent);
}

/** Reads a resource quantity; undefined: it is none. */
export function parseQuantity(value: Json | undefined): Decimal | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return undefined;
  const text = String(value);
  const match = text.length > textMax ? null : quantity.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", power = "0", suffix = ""] = match;
  const digits = whole + fraction;
  const exponent = Number(power) + (decimalExponents[suffix] ?? 0) - fraction.length;
  if (digits === "" || Math.abs(exponent) > exponentMax + textMax) return undefined;
  const mantissa = BigInt(digits) << BigInt(binaryExponents[suffix] ?? 0);
  return { mantissa: sign === "-" ? -mantissa : mantissa, exponent };
}
