import { describe, expect, test } from "vitest";
import { DecodeError } from "../../../src/sandbox/fields/decode-error.ts";
import { toCanonicalQuantity } from "../../../src/sandbox/fields/quantity.ts";
import { toCanonicalScalar, toResourceAmount } from "../../../src/sandbox/fields/scalars.ts";

// What a real server makes of each is in test/contracts/kubernetes/quantities-rules.ts; here are the corners of the rules.
const amounts: readonly (readonly [given: string, stored: string, reason: string])[] = [
  ["1n", "1n", "a nano is the least there is"],
  ["0.1n", "1n", "less than that is rounded up"],
  ["-0.1n", "-1n", "away from zero"],
  ["-1500m", "-1500m", "a text that is canonical stays"],
  ["-1000m", "-1", "one that is not does not"],
  ["1000000000000000000000", "1", "there is no suffix for it, and Go gives the digits alone"],
  ["16Ei", "9223372036854775807", "powers of two end at 64 bits"],
  ["12Mi", "12Mi", "not a multiple of eight"],
  ["8Mi", "8Mi", "a multiple of eight, but none of 1024"],
  ["-1Ki", "-1Ki", "signs are kept"],
  ["100", "100", "no thousand in it"],
  ["1000", "1k", "a thousand"],
  ["0.0", "0", "nothing"],
];

describe("quantities", () => {
  test.each(amounts)("%s is %s: %s", (given, stored) =>
    expect(toCanonicalQuantity(given, false)).toBe(stored),
  );

  test("what is canonical stays so", () => {
    for (const [, stored] of amounts) expect(toCanonicalQuantity(stored, false)).toBe(stored);
  });

  test("lists of resources are rounded up to a thousandth", () => {
    expect(toResourceAmount("1n")).toBe("1m");
    expect(toResourceAmount("-1n")).toBe("-1m");
    expect(toResourceAmount(0.5)).toBe("500m");
  });

  test("an exponent without end is refused", () =>
    expect(() => toCanonicalQuantity("1e99999", false)).toThrow(DecodeError));
});

describe("other scalars", () => {
  test.each([
    ["time", "2026-01-02T03:04:05.9+01:00", "createdAt", "2026-01-02T02:04:05Z"],
    ["time", "2026-01-02T03:04:05.123456+01:00", "renewTime", "2026-01-02T02:04:05.123456Z"],
    ["bytes", "YWJj\r\n", "data", "YWJj"],
    ["string", "1000m", "data", "1000m"],
  ] as const)("%s %s in %s is %s", (scalar, given, field, stored) =>
    expect(toCanonicalScalar(given, scalar, field)).toBe(stored),
  );

  test.each([
    ["2026-13-02T03:04:05Z", "day out of range"],
    ["2026-01-02T03:04:05Zzz", 'extra text: "zz"'],
    ["2026/01/02", 'cannot parse "/01/02" as "-"'],
  ])("the time %s: %s", (given, why) => expect(() => toCanonicalScalar(given, "time", "x")).toThrow(why));

  test("a number is no text, and stays as it is", () => expect(toCanonicalScalar(5, "string", "x")).toBe(5));
});
