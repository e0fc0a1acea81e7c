import { expect, test } from "vitest";
import type { Json } from "../../src/kube/json.ts";
import { asList, asObject, asObjects, asText, asTexts } from "../../src/kube/values.ts";

const none: readonly (Json | undefined)[] = [undefined, null, true, 0, 1n];

test.each([...none, "text", ["a"]])("%o is no object", (value) => {
  expect(asObject(value)).toEqual({});
});

test.each([...none, "text", { a: 1 }])("%o is no list", (value) => {
  expect([asList(value), asObjects(value), asTexts(value)]).toEqual([[], [], []]);
});

test.each([...none, ["a"], { a: 1 }])("%o is no text", (value) => {
  expect(asText(value)).toBe("");
});

test("what is of its type stays as it is", () => {
  const items = ["a", { a: 1 }, null, ["b"], "c"];
  expect(asObject({ a: null })).toEqual({ a: null });
  expect(asText("a")).toBe("a");
  expect(asList(items)).toBe(items);
  expect(asObjects(items)).toEqual([{ a: 1 }]);
  expect(asTexts(items)).toEqual(["a", "c"]);
});
