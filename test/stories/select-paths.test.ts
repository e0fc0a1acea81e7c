import { describe, expect, test } from "vitest";
import type { JqPaths } from "../../src/drift/jq-paths.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { createSelection } from "../../src/stories/select-paths.ts";

const object: KubeObject = {
  apiVersion: "v1",
  kind: "Any",
  metadata: { name: "x", managedFields: [{ manager: "m" }] },
  list: [{ a: 1 }, { a: 2 }],
};

function selectionOf(answer: ReturnType<JqPaths>) {
  const asked: unknown[] = [];
  const selection = createSelection((_expression, input) => {
    asked.push(input);
    return answer;
  });
  return { asked, selection };
}

describe("jq paths of one comparison", () => {
  test("an expression runs once an object, without its owners; places from the end are counted", () => {
    const { asked, selection } = selectionOf({ paths: [["list", -1, "a"]] });
    expect(selection.select(object, [".list[-1].a"])).toEqual([["list", "1", "a"]]);
    expect(selection.select(object, [".list[-1].a"])).toEqual([["list", "1", "a"]]);
    expect(asked).toEqual([{ apiVersion: "v1", kind: "Any", metadata: { name: "x" }, list: object["list"] }]);
  });

  test("a problem names the expression", () => {
    const { selection } = selectionOf({ problem: "it took longer than a second" });
    expect(selection.select(object, ["loop"])).toEqual([]);
    expect(selection.problemOf(object)).toContain('jqPathExpressions "loop"');
    expect(selection.problemOf(object)).toContain("it took longer than a second");
  });

  test("a list that the object does not have is no problem", () => {
    const { selection } = selectionOf({ problem: "Cannot iterate over null (null)" });
    expect(selection.select(object, [".none[]"])).toEqual([]);
    expect(selection.problemOf(object)).toBeUndefined();
  });

  test("the whole object cannot be ignored", () => {
    const { selection } = selectionOf({ paths: [[]] });
    selection.select(object, ["."]);
    expect(selection.problemOf(object)).toContain("whole object");
  });
});
