import { describe, expect, test } from "vitest";
import { checkIgnoreRules, toIgnored } from "../../src/drift/ignore-rules.ts";
import { toManagedPaths } from "../../src/drift/managed-paths.ts";
import { removeFields, removeOwned, toPaths } from "../../src/drift/prune.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { IgnoreRule } from "../../src/settings/comparison-settings.ts";

const rule = (fields: Partial<IgnoreRule>): IgnoreRule => ({
  group: "apps",
  kind: "Deployment",
  name: "",
  namespace: "",
  jsonPointers: ["/spec/replicas"],
  jqPathExpressions: [],
  managedFieldsManagers: [],
  ...fields,
});
const anything: KubeObject = { apiVersion: "v1", kind: "Any", metadata: { name: "x" } };
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
    expect(toIgnored({ ignore: [rule(fields)] }, key, {}) !== undefined).toBe(matches);
  });

  test("a star matches the empty group of core kinds", () => {
    const configMap = { ...key, group: "", kind: "ConfigMap" };
    expect(toIgnored({ ignore: [rule({ group: "*", kind: "*" })] }, configMap, {})?.texts).toEqual([
      "/spec/replicas",
    ]);
  });

  test("pointers of all rules for an object come together; a broken one is left out of the paths", () => {
    const ignored = toIgnored(
      { ignore: [rule({}), rule({ jsonPointers: ["spec", "/a~1b/c~0d"] })] },
      key,
      {},
    );
    const paths = ignored?.pathsOf(anything);
    expect([...(paths?.keys() ?? [])].sort()).toEqual(["a/b", "spec"]);
    expect(paths?.get("a/b")?.has("c~d")).toBe(true);
  });
});

describe("fields of a manager", () => {
  const fieldsV1 = {
    "f:metadata": { "f:labels": { ".": {}, "f:a.b/c": {} } },
    "f:spec": {
      "f:args": {},
      "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:name": {}, "f:image": {} } },
      "f:finalizers": { ".": {}, 'v:"x"': {} },
    },
  };
  const live: KubeObject = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "web",
      managedFields: [
        { manager: "injector", operation: "Update", apiVersion: "apps/v1", fieldsV1 },
        {
          manager: "other",
          operation: "Apply",
          apiVersion: "apps/v1",
          fieldsV1: { "f:spec": { "f:replicas": {} } },
        },
      ],
    },
  };

  test("end where it owns no field below; what names an item stays", () =>
    expect(toManagedPaths(live, ["injector"])).toEqual([
      ["metadata", "labels", "a.b/c"],
      ["spec", "args"],
      ["spec", "containers", 'k:{"name":"web"}', "image"],
      ["spec", "finalizers", 'v:"x"'],
    ]));

  test("of several managers come together; nobody owns nothing", () => {
    expect(toManagedPaths(live, ["injector", "other"]).at(-1)).toEqual(["spec", "replicas"]);
    expect(toManagedPaths(live, ["nobody"])).toEqual([]);
    expect(toManagedPaths({ ...live, metadata: { name: "web" } }, ["injector"])).toEqual([]);
  });

  test("are taken out of values and of ownership, by key and by value of items", () => {
    const managers = rule({ jsonPointers: [], managedFieldsManagers: ["injector"] });
    const paths = toIgnored({ ignore: [managers] }, key, { live })?.pathsOf(live) ?? toPaths([]);
    const value = {
      metadata: { labels: { "a.b/c": "1", d: "2" } },
      spec: {
        args: ["x"],
        containers: [
          { name: "proxy", image: "p" },
          { name: "web", image: "w", tty: true },
        ],
        finalizers: ["y", "x"],
      },
    };
    const rest = {
      metadata: { labels: { d: "2" } },
      spec: {
        containers: [
          { name: "proxy", image: "p" },
          { name: "web", tty: true },
        ],
        finalizers: ["y"],
      },
    };
    expect(removeFields(value, paths)).toEqual(rest);
    expect(removeOwned(fieldsV1, paths, value)).toEqual({
      "f:metadata": { "f:labels": { ".": {} } },
      "f:spec": {
        "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:name": {} } },
        "f:finalizers": { ".": {} },
      },
    });
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
