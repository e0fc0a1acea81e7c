import { describe, expect, test } from "vitest";
import type { IgnoreRule } from "../../src/application/application.ts";
import { checkIgnoreRules, toIgnored } from "../../src/drift/ignore-rules.ts";
import { removeFields, removeOwned, toPaths } from "../../src/drift/prune.ts";

const rule = (fields: Partial<IgnoreRule>): IgnoreRule => ({
  group: "apps",
  kind: "Deployment",
  name: "",
  namespace: "",
  jsonPointers: ["/spec/replicas"],
  ...fields,
});
const key = { group: "apps", kind: "Deployment", namespace: "shop", name: "web" };

const matching: readonly (readonly [string, Partial<IgnoreRule>, boolean])[] = [
  ["group and kind", {}, true],
  ["another kind", { kind: "StatefulSet" }, false],
  ["an empty group is the core group", { group: "" }, false],
  ["a star for the group", { group: "*" }, true],
  ["a glob for the kind", { kind: "Deploy*" }, true],
  ["a list in a glob", { kind: "{StatefulSet,Deployment}" }, true],
  ["its name", { name: "web" }, true],
  ["another name", { name: "api" }, false],
  ["another namespace", { namespace: "prod" }, false],
];

describe("toIgnored", () => {
  test.each(matching)("a rule names an object by %s", (_name, fields, matches) => {
    expect(toIgnored([rule(fields)], key) !== undefined).toBe(matches);
  });

  test("a star matches the empty group of core kinds", () => {
    const configMap = { ...key, group: "", kind: "ConfigMap" };
    expect(toIgnored([rule({ group: "*", kind: "*" })], configMap)?.pointers).toEqual(["/spec/replicas"]);
  });

  test("pointers of all rules for an object come together; a broken one is left out of the paths", () => {
    const ignored = toIgnored([rule({}), rule({ jsonPointers: ["spec", "/a~1b/c~0d"] })], key);
    expect([...(ignored?.paths.keys() ?? [])].sort()).toEqual(["a/b", "spec"]);
    expect(ignored?.paths.get("a/b")?.has("c~d")).toBe(true);
  });
});

test("checkIgnoreRules names every pointer that cannot be used", () => {
  const pointers = ["/ok", "spec/replicas", "/bad~2", ""];
  expect(checkIgnoreRules([rule({}), rule({ jsonPointers: pointers })])).toEqual([
    'Cannot use ignoreDifferences[1].jsonPointers[1]: "spec/replicas" is no JSON pointer: start it with "/", write "~1" for "/" and "~0" for "~"',
    'Cannot use ignoreDifferences[1].jsonPointers[2]: "/bad~2" is no JSON pointer: start it with "/", write "~1" for "/" and "~0" for "~"',
    'Cannot use ignoreDifferences[1].jsonPointers[3]: "" is no JSON pointer: start it with "/", write "~1" for "/" and "~0" for "~"',
  ]);
});

describe("paths are taken out", () => {
  const paths = toPaths([
    ["list", "0"],
    ["list", "1", "a"],
    ["map", "x"],
    ["none", "at", "all"],
  ]);

  test("positions are those before anything is removed, and the value itself stays as it is", () => {
    const value = { list: [{ a: 1 }, { a: 2, b: 3 }, { a: 4 }], map: { x: 1 } };
    expect(removeFields(value, paths)).toEqual({ list: [{ b: 3 }, { a: 4 }] });
    expect(value.list.length).toBe(3);
  });

  test("of owned fields too; the value says which item a position is", () => {
    const owned = {
      "f:list": { 'k:{"n":1}': { ".": {}, "f:n": {} }, 'k:{"n":2}': { ".": {}, "f:a": {}, "f:n": {} } },
      "f:map": { "f:x": {} },
      "f:leaf": {},
    };
    const value = { list: [{ n: 1 }, { n: 2, a: 1 }], map: { x: 1 } };
    expect(removeOwned(owned, paths, value)).toEqual({
      "f:list": { 'k:{"n":2}': { ".": {}, "f:n": {} } },
      "f:leaf": {},
    });
  });

  test("a path below another one's end adds nothing", () => {
    expect(removeFields({ a: { b: 1, c: 2 } }, toPaths([["a", "b"], ["a"]]))).toEqual({});
  });
});
