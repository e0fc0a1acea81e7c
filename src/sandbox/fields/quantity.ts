import { DecodeError } from "./decode-error.ts";

/**
 * Quantities as the server writes them: `1000m` becomes `1`, `1024Mi` becomes `1Gi`, but `1500e3` and `+5` stay, since Go keeps
 * the text of what it thinks canonical. The rules are apimachinery pkg/api/resource/quantity.go at v0.35.0.
 */
type Format = "binary" | "decimal" | "exponent";
type Parts = {
  readonly text: string;
  readonly sign: bigint;
  readonly whole: string;
  readonly fraction: string;
  /** Of ten or, in binary format, of two. */
  readonly power: number;
  readonly format: Format;
};

/** `value × 10^scale`. */
type Amount = { readonly value: bigint; readonly scale: number; readonly format: Format };

const parts = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const exponent = /^[eE]([-+]?\d+)$/;
const digitsMax = 18;
const nano = -9;
const milli = -3;
const powerMax = 1000;
const binaryMax = 2n ** 63n - 1n;

/** Gives a quantity in canonical form; in lists of resources amounts are rounded up to a thousandth. Throws DecodeError. */
export function toCanonicalQuantity(text: string, isResource: boolean): string {
  const read = parse(text.trim());
  const amount = toAmount(read);
  const scaleMin = isResource ? milli : nano;
  const isExact = amount.scale >= scaleMin;
  if (isExact && isKept(read, amount)) return read.text;
  return format(isExact ? amount : roundUp(amount, scaleMin));
}

function parse(text: string): Parts {
  const match = parts.exec(text);
  if (match === null || text === "") {
    throw new DecodeError(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  }
  const [, sign, whole = "", fraction = "", suffix = ""] = match;
  return { text, sign: sign === "-" ? -1n : 1n, whole: whole || "0", fraction, ...readSuffix(suffix) };
}

function readSuffix(suffix: string): { power: number; format: Format } {
  const decimal = decimalSuffixes.indexOf(suffix);
  if (decimal >= 0) return { power: 3 * decimal + nano, format: "decimal" };
  const binary = binarySuffixes.indexOf(suffix);
  if (binary > 0) return { power: 10 * binary, format: "binary" };
  const power = Number(exponent.exec(suffix)?.[1] ?? Number.NaN);
  if (Math.abs(power) <= powerMax) return { power, format: "exponent" };
  throw new DecodeError("unable to parse quantity's suffix");
}

function toAmount({ sign, whole, fraction, power, format: given }: Parts): Amount {
  const digits = sign * BigInt(whole + fraction);
  if (given !== "binary") return { value: digits, scale: power - fraction.length, format: given };
  const amount = { value: digits << BigInt(power), scale: -fraction.length, format: given };
  const most = binaryMax * 10n ** BigInt(fraction.length);
  return amount.value > most ? { ...amount, value: binaryMax, scale: 0 } : amount;
}

/** Go takes a text for canonical by a glance at its digits. */
function isKept({ whole, fraction, power, format: given }: Parts, { scale }: Amount): boolean {
  const digits = whole + fraction;
  if (given === "binary") {
    const room = 15 - whole.length - Math.floor((power * 3) / 10) - 1;
    return fraction === "" && room >= 0 && (BigInt(digits) & 7n) !== 0n;
  }
  if (digits.length > digitsMax) return false;
  return scale % 3 === 0 && !digits.endsWith("000") && !digits.startsWith("0");
}

/** Away from zero: who wants a little gets a little. */
function roundUp({ value, scale, format: given }: Amount, to: number): Amount {
  const unit = 10n ** BigInt(to - scale);
  const rest = value % unit;
  const step = rest === 0n ? 0n : value / (value < 0n ? -value : value);
  return { value: value / unit + step, scale: to, format: given };
}

function format(amount: Amount): string {
  if (amount.value === 0n) return "0";
  if (amount.format === "binary") {
    const whole = toWhole(amount);
    if (whole !== undefined && (whole >= 1024n || whole <= -1024n)) return formatBinary(whole);
  }
  return formatDecimal(amount);
}

function toWhole({ value, scale }: Amount): bigint | undefined {
  if (scale >= 0) return value * 10n ** BigInt(scale);
  const unit = 10n ** BigInt(-scale);
  return value % unit === 0n ? value / unit : undefined;
}

function formatBinary(whole: bigint): string {
  let [value, step] = [whole, 0];
  for (; value % 1024n === 0n && step < binarySuffixes.length - 1; step += 1) value /= 1024n;
  return `${value}${binarySuffixes[step]}`;
}

function formatDecimal({ value: given, scale: start, format: as }: Amount): string {
  let [value, scale] = [given, start];
  for (; value % 10n === 0n; scale += 1) value /= 10n;
  for (; scale % 3 !== 0; scale -= 1) value *= 10n;
  if (as === "exponent") return scale === 0 ? `${value}` : `${value}e${scale}`;
  return `${value}${decimalSuffixes[(scale - nano) / 3] ?? ""}`;
}
