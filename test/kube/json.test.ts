import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareText,
  formatJson,
  isObject,
  type JsonObject,
  parseJson,
  readField,
} from "../../src/kube/json.ts";

describe("isObject", () => {
  test.each([
    ["an object", {}, true],
    ["null", null, false],
    ["an array", [], false],
    ["a text", "{}", false],
    ["nothing", undefined, false],
  ])("%s", (_, value, expected) => expect(isObject(value)).toBe(expected));
});

describe("parseJson", () => {
  test.each([
    ["the largest integer a double holds is a number", "9007199254740991", 9007199254740991],
    ["the next one is a bigint", "9007199254740993", 9007199254740993n],
    ["so is a negative one", "-9007199254740993", -9007199254740993n],
    ["a fraction with many digits stays a number", "0.12345678901234568", 0.12345678901234568],
    ["an exponent stays a number", "1e21", 1e21],
    ["digits in a text are a text", '"12345678901234567890"', "12345678901234567890"],
  ])("%s", (_, text, expected) => expect(parseJson(text)).toBe(expected));

  test("finds a large integer at any depth", () => {
    expect(parseJson('{"a":[{"b":12345678901234567890}]}')).toEqual({ a: [{ b: 12345678901234567890n }] });
  });

  test("refuses what is no JSON", () => expect(() => parseJson("{a: 1}")).toThrow(SyntaxError));
});

describe("formatJson", () => {
  test("writes a bigint as an integer, not as a text", () => {
    expect(formatJson({ n: 12345678901234567890n })).toBe('{"n":12345678901234567890}');
  });

  test("parseJson reads back what it wrote", () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      fc.bigInt(2n ** 53n, 2n ** 70n),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(scalar)), (value) => {
        const plain: unknown = { ...value };
        expect(parseJson(formatJson(plain))).toEqual(plain);
      }),
      { numRuns: 100 },
    );
  });
});

describe("compareText", () => {
  test.each([
    ["equal", "a", "a", 0],
    ["before", "a", "b", -1],
    ["after", "b", "a", 1],
    ["capitals come first, in every locale", "Z", "a", -1],
    ["a prefix comes first", "web", "web-2", -1],
  ])("%s", (_, a, b, expected) => expect(compareText(a, b)).toBe(expected));
});

describe("readField", () => {
  const object: JsonObject = { spec: { replicas: 3, list: [1] }, empty: null };
  test.each([
    ["a nested field", ["spec", "replicas"], 3],
    ["no path gives the value itself", [], object],
    ["an absent field", ["spec", "image"], undefined],
    ["below an absent field", ["status", "phase"], undefined],
    ["below a scalar", ["spec", "replicas", "x"], undefined],
    ["below null", ["empty", "x"], undefined],
    ["a list is no object", ["spec", "list", "0"], undefined],
  ])("%s", (_, path, expected) => expect(readField(object, ...path)).toEqual(expected));
});
