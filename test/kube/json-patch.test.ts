import { expect, test } from "vitest";
import { type PatchOperation, parsePointer, toPointer } from "../../src/kube/json-patch.ts";

test.each([
  [["metadata", "labels", "outrigger.dev/installation"], "/metadata/labels/outrigger.dev~1installation"],
  [["a~b", "0"], "/a~0b/0"],
  [["~1"], "/~01"],
  [[], ""],
])("the way to %j is %s", (steps, pointer) => {
  const operation: PatchOperation = { op: "remove", path: toPointer(...steps) };
  expect(operation.path).toBe(pointer);
});

test.each([
  ["/metadata/labels/outrigger.dev~1installation", ["metadata", "labels", "outrigger.dev/installation"]],
  ["/a~0b/0", ["a~b", "0"]],
  ["/~01", ["~1"]],
  ["/", [""]],
  ["", undefined],
  ["a/b", undefined],
  [1, undefined],
  [undefined, undefined],
])("%j leads to %j", (pointer, steps) => {
  expect(parsePointer(pointer)).toEqual(steps);
});
