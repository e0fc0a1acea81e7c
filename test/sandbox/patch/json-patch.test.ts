import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/kube/json.ts";
import { applyJsonPatch, toOperations } from "../../../src/sandbox/patch/json-patch.ts";
import { readAt, toTokens } from "../../../src/sandbox/patch/pointer.ts";

const document = { a: { b: "1" }, list: ["x", "y", { z: 1 }], "c/d": { "e~f": 2 } };

test.each<[string, JsonObject, object]>([
  ["add a field", { op: "add", path: "/a/c", value: 2 }, { a: { b: "1", c: 2 } }],
  ["add an item", { op: "add", path: "/list/1", value: "n" }, { list: ["x", "n", "y", { z: 1 }] }],
  ["add behind all", { op: "add", path: "/list/-", value: "n" }, { list: ["x", "y", { z: 1 }, "n"] }],
  [
    "add at the end by number",
    { op: "add", path: "/list/3", value: "n" },
    { list: ["x", "y", { z: 1 }, "n"] },
  ],
  ["replace an item", { op: "replace", path: "/list/0", value: "n" }, { list: ["n", "y", { z: 1 }] }],
  ["replace below an item", { op: "replace", path: "/list/2/z", value: 5 }, { list: ["x", "y", { z: 5 }] }],
  ["remove an item", { op: "remove", path: "/list/0" }, { list: ["y", { z: 1 }] }],
  ["remove the last item", { op: "remove", path: "/list/-1" }, { list: ["x", "y"] }],
  ["copy", { op: "copy", from: "/a/b", path: "/a/c" }, { a: { b: "1", c: "1" } }],
  [
    "move an item",
    { op: "move", from: "/list/0", path: "/a/c" },
    { a: { b: "1", c: "x" }, list: ["y", { z: 1 }] },
  ],
  ["escaped names", { op: "replace", path: "/c~1d/e~0f", value: 3 }, { "c/d": { "e~f": 3 } }],
  ["a test of a list", { op: "test", path: "/list", value: ["x", "y", { z: 1 }] }, {}],
])("%s", (_rule, operation, change) => {
  const before = structuredClone(document);
  expect(applyJsonPatch(document, [operation])).toEqual({ ...document, ...change });
  expect(document).toEqual(before);
});

test.each<[string, JsonObject]>([
  ["add below nothing", { op: "add", path: "/none/x", value: 1 }],
  ["add far behind the end", { op: "add", path: "/list/9", value: 1 }],
  ["replace of an item that is not there", { op: "replace", path: "/list/3", value: 1 }],
  ["remove of a field that is not there", { op: "remove", path: "/a/c" }],
  ["a position that is no number", { op: "remove", path: "/list/x" }],
  ["a test that fails", { op: "test", path: "/a/b", value: 1 }],
  ["move of a field that is not there", { op: "move", from: "/a/c", path: "/a/d" }],
  ["copy without from", { op: "copy", path: "/a/d" }],
  ["an operation that there is not", { op: "frob", path: "/a" }],
  ["a path that is none", { op: "add", path: "a", value: 1 }],
  ["add in place of everything", { op: "add", path: "", value: 1 }],
])("%s does not fit", (_rule, operation) => {
  expect(applyJsonPatch(document, [operation])).toBeUndefined();
});

test("one operation that does not fit is enough", () => {
  const operations = [
    { op: "remove", path: "/none" },
    { op: "add", path: "/x", value: 1 },
  ];
  expect(applyJsonPatch(document, operations)).toBeUndefined();
});

test("the whole document is replaced by an empty path", () => {
  expect(applyJsonPatch(document, [{ op: "replace", path: "", value: { n: 1 } }])).toEqual({ n: 1 });
});

test.each([
  [{}, "json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"],
  ["x", "json: cannot unmarshal string into Go value of type []handlers.jsonPatchOp"],
  [[1], "json: cannot unmarshal number into Go value of type handlers.jsonPatchOp"],
  [[true], "json: cannot unmarshal bool into Go value of type handlers.jsonPatchOp"],
])("%j is no list of operations", (body, why) => expect(toOperations(body)).toBe(why));

test("a pointer is read token by token", () => {
  expect(toTokens("/a/b~1c~0d/")).toEqual(["a", "b/c~d", ""]);
  expect(toTokens("a")).toBeUndefined();
  expect(readAt(document, ["a", "none"])).toBeNull();
  expect(readAt(document, ["none", "x"])).toBeUndefined();
});
