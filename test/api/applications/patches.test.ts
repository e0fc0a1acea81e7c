import { describe, expect, test } from "vitest";
import { applyJsonPatch } from "../../../src/api/applications/json-patch.ts";
import type { Json } from "../../../src/kube/json.ts";

const document = { a: 1, list: ["x", "y"], deep: { "b/c": 2, "~": 3 } };

describe("a JSON patch (RFC 6902)", () => {
  test.each<[string, Json, object]>([
    ["nothing", [], document],
    ["add a field", [{ op: "add", path: "/z", value: 1 }], { ...document, z: 1 }],
    ["add in place of a field", [{ op: "add", path: "/a", value: 2 }], { ...document, a: 2 }],
    [
      "add before an item",
      [{ op: "add", path: "/list/1", value: "n" }],
      { ...document, list: ["x", "n", "y"] },
    ],
    ["add at the end", [{ op: "add", path: "/list/-", value: "n" }], { ...document, list: ["x", "y", "n"] }],
    ["remove an item", [{ op: "remove", path: "/list/0" }], { ...document, list: ["y"] }],
    [
      "replace a field whose name is escaped",
      [{ op: "replace", path: "/deep/b~1c", value: 9 }],
      { ...document, deep: { "b/c": 9, "~": 3 } },
    ],
    ["remove one with a tilde", [{ op: "remove", path: "/deep/~0" }], { ...document, deep: { "b/c": 2 } }],
    [
      "move",
      [{ op: "move", from: "/a", path: "/deep/a" }],
      { list: ["x", "y"], deep: { "b/c": 2, "~": 3, a: 1 } },
    ],
    ["copy", [{ op: "copy", from: "/list", path: "/more" }], { ...document, more: ["x", "y"] }],
    [
      "test, and go on",
      [
        { op: "test", path: "/a", value: 1 },
        { op: "remove", path: "/a" },
      ],
      { list: document.list, deep: document.deep },
    ],
  ])("%s", (_, patch, after) => expect(applyJsonPatch(document, patch)).toEqual(after));

  test.each<[string, Json, string]>([
    ["no list", { op: "add" }, "is a list of operations"],
    ["an operation that is none", [{ op: "merge", path: "/a", value: 1 }], "operation 0 (unknown)"],
    ["one named like a method", [{ op: "toString", path: "/a" }], "operation 0 (unknown)"],
    ["a place that is not there", [{ op: "remove", path: "/none" }], "operation 0 (remove)"],
    ["a place below a scalar", [{ op: "add", path: "/a/b", value: 1 }], "operation 0 (add)"],
    ["an index that is none", [{ op: "replace", path: "/list/01", value: 1 }], "operation 0 (replace)"],
    ["an index behind the end", [{ op: "add", path: "/list/3", value: 1 }], "operation 0 (add)"],
    ["a test that fails", [{ op: "test", path: "/a", value: 2 }], "operation 0 (test)"],
    [
      "the second of two",
      [
        { op: "test", path: "/a", value: 1 },
        { op: "copy", from: "/none", path: "/b" },
      ],
      "operation 1 (copy)",
    ],
    ["the whole document", [{ op: "replace", path: "", value: {} }], "operation 0 (replace)"],
    ["a text", ["add"], "operation 0 (unknown)"],
    [
      "too many operations",
      Array.from({ length: 1_001 }, () => ({ op: "test", path: "/a", value: 1 })),
      "at most 1000",
    ],
  ])("%s is told", (_, patch, text) => expect(applyJsonPatch(document, patch)).toContain(text));

  test("a field called __proto__ is one like any other", () => {
    const patched = applyJsonPatch({}, [{ op: "add", path: "/__proto__", value: { polluted: true } }]);
    expect(Object.keys(Object(patched))).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(patched)).toBe(Object.prototype);
  });
});
