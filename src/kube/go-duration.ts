import type { Json } from "./json.ts";

const units: { readonly [unit: string]: bigint | undefined } = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const part = /(\d{1,18})(?:\.(\d{0,9}))?(ns|us|µs|ms|s|m|h)/y;

/** Tells whether two durations as Go writes them are as long: `60m` and `1h0m0s`; what is none equals nothing. */
export function equalDurations(a: Json | undefined, b: Json | undefined): boolean {
  const left = parseDuration(a);
  return left !== undefined && left === parseDuration(b);
}

/** Nanoseconds; https://pkg.go.dev/time#ParseDuration */
function parseDuration(value: Json | undefined): bigint | undefined {
  if (typeof value !== "string" || value.length > 64) return undefined;
  const sign = /^[+-]/.test(value) ? 1 : 0;
  const text = value.slice(sign);
  if (text === "0") return 0n;
  let total = 0n;
  let end = 0;
  while (end < text.length) {
    part.lastIndex = end;
    const match = part.exec(text);
    if (match === null) return undefined;
    const [all, whole = "0", fraction = "", unit = ""] = match;
    const size = units[unit] ?? 0n;
    total += BigInt(whole) * size + (BigInt(fraction || "0") * size) / 10n ** BigInt(fraction.length);
    end += all.length;
  }
  if (text === "") return undefined;
  return value.startsWith("-") ? -total : total;
}
