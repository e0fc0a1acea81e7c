import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/kube/json.ts";
import { limits } from "../../src/limits.ts";
import { createBudget, findDefect } from "../../src/render/value-budget.ts";

function nest(levels: number): Json {
  return levels === 0 ? "x" : [nest(levels - 1)];
}

describe("findDefect", () => {
  const cases: readonly (readonly [string, Json, RegExp | undefined])[] = [
    ["an ordinary value", { a: [1, "b", null, true, 2n ** 60n] }, undefined],
    ["infinity", { a: [Number.POSITIVE_INFINITY] }, /Infinity/],
    ["not a number", Number.NaN, /NaN/],
    ["depth that is allowed", nest(limits.documentDepthMax), undefined],
    ["depth beyond", nest(limits.documentDepthMax + 1), /deeper than 100/],
    ["a text beyond all limits", "x".repeat(limits.manifestsBytesMax), /larger than/],
  ];
  test.each(cases)("%s", (_rule, value, expected) => {
    const defect = findDefect(value, createBudget());
    if (expected === undefined) expect(defect).toBeUndefined();
    else expect(defect).toMatch(expected);
  });

  test("the budget is the application's, not a document's", () => {
    const budget = createBudget();
    const half = "x".repeat(limits.manifestsBytesMax / 2);
    expect(findDefect(half, budget)).toBeUndefined();
    expect(findDefect(half, budget)).toMatch(/larger than/);
  });

  test("small JSON never has a defect", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        // fast-check's JSON values are ours without bigint.
        expect(findDefect(value as Json, createBudget())).toBeUndefined();
      }),
    );
  });
});
