import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, equalJson } from "../../src/kube/canonical-json.ts";
import { isObject, type Json } from "../../src/kube/json.ts";

describe("canonicalJson", () => {
  test.each<[string, Json | undefined, string]>([
    ["fields are sorted at every level", { b: { d: 1, c: 2 }, a: 0 }, '{"a":0,"b":{"c":2,"d":1}}'],
    ["lists keep their order", [2, 1], "[2,1]"],
    ["an undefined field is absent", { a: undefined, b: 1 }, '{"b":1}'],
    ["null is not absent", { a: null }, '{"a":null}'],
    ["a bigint is an integer", { n: 9007199254740993n }, '{"n":9007199254740993}'],
    ["names are quoted", { 'a"b': "x" }, '{"a\\"b":"x"}'],
    ["nothing is null", undefined, "null"],
  ])("%s", (_, value, expected) => expect(canonicalJson(value)).toBe(expected));
});

describe("equalJson", () => {
  test.each<[string, Json | undefined, Json | undefined, boolean]>([
    ["the order of fields does not count", { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ["the order of lists does", [1, 2], [2, 1], false],
    ["null is not absent", { a: null }, {}, false],
    ["undefined is absent", { a: undefined }, {}, true],
    ["a text is not a number", "1", 1, false],
    ["a bigint equals itself", { n: 2n ** 60n }, { n: 2n ** 60n }, true],
    ["a list is not an object", [], {}, false],
    ["nothing equals nothing", undefined, undefined, true],
  ])("%s", (_, a, b, expected) => {
    expect(equalJson(a, b)).toBe(expected);
    expect(equalJson(b, a)).toBe(expected);
  });

  test("a value equals itself with its fields turned round", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const json: Json = JSON.parse(JSON.stringify(value));
        expect(equalJson(json, reversed(json))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, reversed(field ?? null)] as const);
  return Object.fromEntries(fields.reverse());
}
