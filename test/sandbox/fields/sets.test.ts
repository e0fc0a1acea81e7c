import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare } from "../../../src/sandbox/fields/compare.ts";
import { type FieldSet, member, toNode } from "../../../src/sandbox/fields/field-set.ts";
import { merge } from "../../../src/sandbox/fields/merge.ts";
import { toMergedOrder } from "../../../src/sandbox/fields/merged-order.ts";
import { normalize } from "../../../src/sandbox/fields/normalize.ts";
import { removeFields } from "../../../src/sandbox/fields/remove.ts";
import { difference, intersection, union } from "../../../src/sandbox/fields/set-operations.ts";
import { toFieldSet } from "../../../src/sandbox/fields/to-field-set.ts";
import { deducedType } from "../../../src/sandbox/schema/shape.ts";

const element = fc.constantFrom("f:a", "f:b", 'k:{"name":"x"}');
const { set } = fc.letrec<{ set: FieldSet; node: FieldSet }>((tie) => ({
  set: fc.dictionary(element, tie("node"), { maxKeys: 3 }).map((children) => toRoot(children)),
  node: fc.oneof({ maxDepth: 3 }, fc.constant(member), tie("set")),
}));

function toRoot(children: { [name: string]: FieldSet }): FieldSet {
  const kept = Object.entries(children).flatMap(([name, node]) => (node === undefined ? [] : [[name, node]]));
  return toNode(false, Object.fromEntries(kept));
}

describe("laws of field sets", () => {
  test("a set is the union of what it shares with another and what it does not", () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(union(difference(a, b), intersection(a, b))).toEqual(a);
      }),
    );
  });

  test("nothing is left of a set without a larger one", () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(difference(a, union(a, b))).toBeUndefined();
      }),
    );
  });
});

const value = fc.object({
  key: fc.constantFrom("a", "b", "c"),
  maxDepth: 3,
  values: [fc.integer(), fc.string()],
});

describe("laws of values", () => {
  test("equal values do not differ, and a merge of a value into itself is that value", () => {
    fc.assert(
      fc.property(value, (object) => {
        const json = JSON.parse(JSON.stringify(object));
        expect(compare(json, structuredClone(json), deducedType)).toEqual({});
        expect(merge(json, structuredClone(json), deducedType)).toBe(json);
        expect(normalize(json, deducedType)).toBe(json);
      }),
    );
  });

  test("a merge sets what the configuration has, and removing that leaves nothing of it", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [live, config] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))];
        const merged = merge(live, config, deducedType) ?? null;
        const own = toFieldSet(config, deducedType);
        expect(merge(merged, config, deducedType)).toBe(merged);
        const left = removeFields(merged, own, deducedType);
        const leaves = left === undefined ? undefined : toFieldSet(left, deducedType);
        expect(intersection(own, leaves)).toBeUndefined();
      }),
    );
  });
});

test.each([
  ["", "n", "n"],
  ["x", "n", "x n"],
  ["a b c", "c a", "b c a"],
  ["a b x", "b a n", "b x a n"],
  ["a b", "a n b", "a n b"],
  ["x a y b", "b a", "x y b a"],
])("items of live %j under configuration %j come as %j", (live, config, want) => {
  const split = (text: string) => text.split(" ").filter((each) => each !== "");
  expect(toMergedOrder(split(live), split(config)).join(" ")).toBe(want);
});
