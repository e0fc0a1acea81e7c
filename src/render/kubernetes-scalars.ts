const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const decimal = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const infinity = /^([-+]?)\.(inf|Inf|INF)$/;
const notANumber = /^\.(nan|NaN|NAN)$/;
const int64Limit = 2n ** 63n;

/**
 * Reads a plain scalar as Go's `strconv.ParseInt(text, 0, 64)` does after `_` is removed (goyaml v2, which Kubernetes
 * uses): `0777` is 511, `0o14` is 12, `1_000` is 1000, and base 60 does not exist. Integers a double cannot hold are
 * bigint; beyond 64 bits they become a double, as there. Undefined: not an integer.
 */
export function parseGoInteger(text: string): number | bigint | undefined {
  const match = integer.exec(text.replaceAll("_", ""));
  if (match === null) return undefined;
  const digits = match[2] ?? "";
  const literal = /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase();
  const value = BigInt(literal) * (match[1] === "-" ? -1n : 1n);
  const number = Number(value);
  if (Number.isSafeInteger(number) || value < -int64Limit || value >= int64Limit) return number;
  return value;
}

/** Reads a plain scalar as goyaml v2 reads a float: `1e3`, `.5`, `.inf`, `.nan`. Undefined: not a float. */
export function parseGoFloat(text: string): number | undefined {
  const plain = text.replaceAll("_", "");
  // Go's ParseFloat fails beyond the range of a double, so that 1e400 stays text.
  if (decimal.test(plain)) return Number.isFinite(Number(plain)) ? Number(plain) : undefined;
  const infinite = infinity.exec(text);
  if (infinite !== null) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return notANumber.test(text) ? Number.NaN : undefined;
}
