import { describe, expect, test } from "vitest";
import type { Json } from "../../src/kube/json.ts";
import { equalQuantities } from "../../src/kube/quantity.ts";

const cases: readonly (readonly [string, Json, Json, boolean])[] = [
  ["milli is a thousandth", "1000m", 1, true],
  ["a fraction in milli", 0.5, "500m", true],
  ["binary suffixes", "1024Mi", "1Gi", true],
  ["a fraction of a binary suffix", "0.5Gi", "512Mi", true],
  ["decimal suffixes are not binary ones", "1G", "1Gi", false],
  ["an exponent", "1e3", "1k", true],
  ["a large exponent letter", "1E3", "1000", true],
  ["E alone is exa", "1E", "1000000000000000000", true],
  ["nano and micro", "1000n", "1u", true],
  ["beyond what a double holds", "9007199254740993", "9007199254740992", false],
  ["a bigint", 9007199254740993n, "9007199254740993", true],
  ["signs", "-1", "1", false],
  ["a plus sign", "+1", "1", true],
  ["zero is zero", "0", "0Ki", true],
  ["leading and trailing zeros", "01.50", "1.5", true],
  ["no digits", "Ki", "Ki", false],
  ["not a quantity", "a lot", "a lot", false],
  ["not a scalar", { a: 1 }, 1, false],
  ["an exponent that would fill the memory", "1e999999999", "1e999999999", false],
  ["a text that would fill the memory", "1".repeat(1000), "1".repeat(1000), false],
];

describe("equalQuantities", () => {
  test.each(cases)("%s", (_name, a, b, equal) => {
    expect(equalQuantities(a, b)).toBe(equal);
    expect(equalQuantities(b, a)).toBe(equal);
  });
});
