import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeConditions } from "../../src/record/conditions.ts";

const finding = { type: "SyncError", message: "no" };
const known = { ...finding, since: 100 };

describe("mergeConditions", () => {
  test.each([
    ["one that is still so keeps its time", [known], [known], [known]],
    [
      "one with another message is new",
      [known],
      [{ type: "SyncError", message: "yes" }],
      [{ ...known, message: "yes", since: 500 }],
    ],
    [
      "one of another type is new",
      [known],
      [{ type: "ComparisonError", message: "no" }],
      [{ ...known, type: "ComparisonError", since: 500 }],
    ],
    ["one that is over goes", [known], [], []],
    ["one that is found twice is one", [], [finding, finding], [{ ...known, since: 500 }]],
    [
      "one that goes on from something before says since when itself",
      [known],
      [{ ...finding, message: "yes", since: 200 }],
      [{ ...known, message: "yes", since: 200 }],
    ],
  ])("%s", (_, before, findings, expected) => {
    expect(mergeConditions(before, findings, 500)).toEqual(expected);
  });

  test("sorts by type and message, whatever the order they were found in", () => {
    const finding = fc.record({ type: fc.constantFrom("A", "B"), message: fc.constantFrom("x", "y", "z") });
    fc.assert(
      fc.property(fc.array(finding), fc.array(finding), (first, second) => {
        const before = mergeConditions([], first, 1);
        const merged = mergeConditions(before, second, 2);
        expect(mergeConditions(before, [...second].reverse(), 2)).toEqual(merged);
        expect(mergeConditions(merged, second, 3)).toEqual(merged);
      }),
    );
  });
});
