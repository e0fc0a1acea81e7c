import { describe, expect, test } from "vitest";
import { findOffsets, findRepeatedKeys } from "../../../src/sandbox/decoding/json-keys.ts";
import { joinProblems, toStrictProblems, toWarnings } from "../../../src/sandbox/decoding/strict-problems.ts";
import { findRepeatedLines } from "../../../src/sandbox/decoding/yaml-keys.ts";

describe("keys that a JSON text repeats", () => {
  test.each<[string, string, readonly string[]]>([
    ["none", '{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', []],
    ["at the top", '{"a":1,"a":2}', ["a"]],
    ["below", '{"spec":{"replicas":1,"x":{"y":[]},"replicas":2}}', ["spec.replicas"]],
    ["in an item", '{"l":[{"a":1},{"a":1,"b":{},"a":2}]}', ["l[1].a"]],
    ["in a list at the top", '[{"op":"add","value":{"a":1,"a":2}}]', ["[0].value.a"]],
    ["an object that stands twice", '{"d":{"a":1},"d":{"a":1}}', ["d"]],
    ["three times", '{"a":1,"a":2,"a":3}', ["a", "a"]],
    ["strings that look like keys", '{"a":"\\"a\\":1,{","b":["a","a"],"c":"a"}', []],
    ["written with an escape", '{"ab":1,"a\\u0062":2}', ["ab"]],
    ["an empty key", '{"":1,"a":"b","":2}', [""]],
  ])("%s", (_rule, text, paths) => {
    expect(findRepeatedKeys(text).map(({ path }) => path)).toEqual(paths);
  });

  test("every field has the place where it stands first", () => {
    const text = '{"a":{"b":1},"c":[{"d":2}],"a":{"b":3}}';
    expect(Object.fromEntries(findOffsets(text))).toEqual({ a: 1, "a.b": 6, c: 13, "c[0].d": 19 });
  });
});

describe("keys that a YAML text repeats", () => {
  test.each<[string, string, readonly string[]]>([
    ["none", "a: 1\nb:\n  a: 2\nc:\n- a: 3\n- a: 4\n", []],
    ["at the top", "a: 1\na: 2\n", ["2 a"]],
    ["below", "metadata:\n  name: x\n  name: y\ndata:\n  a: b\n  a: c\n", ["3 name", "6 a"]],
    ["in an item", "l:\n  - a: 1\n    b: 2\n    a: 3\n  - a: 1\n", ["4 a"]],
    ["in an item at the key's own indent", "l:\n- a: 1\n  a: 2\nm: 1\nl: 2\n", ["3 a", "5 l"]],
    ["text is no mapping", "a: |\n  b: 1\n  b: 2\nc: >-\n  b: 1\n\n  b: 1\nd: 1\n", []],
    [
      "an item's text is none either",
      "l:\n- name: x\n  text: |\n    a: 1\n    a: 2\n- |\n  a: 1\n  a: 2\n",
      [],
    ],
    ["quoted keys", "\"a\": 1\n'a': 2\n", ["2 a"]],
    ["comments and documents' ends", "# a: 1\na: 1 # x\n\n# a: 2\nb: 1\n", []],
    ["nested mappings are left again", "a:\n  b:\n    c: 1\n  d:\n    c: 1\ne:\n  b:\n    c: 1\n", []],
  ])("%s", (_rule, text, lines) => {
    expect(findRepeatedLines(text).map(({ key, line }) => `${line} ${key}`)).toEqual(lines);
  });
});

describe("what a strict decoder says", () => {
  const json = "application/json";

  test("JSON is told in the order of the text", () => {
    const text = '{"metadata":{"foo":1},"spec":{"replicas":1,"replicas":2,"bar":1}}';
    expect(toStrictProblems({ text, contentType: json }, ["metadata.foo", "spec.bar"])).toEqual([
      'unknown field "metadata.foo"',
      'duplicate field "spec.replicas"',
      'unknown field "spec.bar"',
    ]);
  });

  test.each<[string, string, string, string]>([
    [
      "a merge patch",
      "application/merge-patch+json",
      '{"foo":1,"a":1,"a":2}',
      'duplicate field "a", unknown field "foo"',
    ],
    [
      "a JSON patch",
      "application/json-patch+json",
      '[{"op":"add","value":1,"value":2}]',
      'json patch duplicate field "[0].value", unknown field "foo"',
    ],
    [
      "YAML",
      "application/yaml",
      "a: 1\na: 2\n",
      'yaml: unmarshal errors:\n  line 2: key "a" already set in map, unknown field "foo"',
    ],
    [
      "an applied JSON",
      "application/apply-patch+yaml",
      '{"data":{"a":1,\n"a":2}}',
      'yaml: unmarshal errors:\n  line 2: key "a" already set in map, unknown field "foo"',
    ],
    ["nothing twice", json, '{"foo":1}', 'unknown field "foo"'],
  ])("%s tells duplicates first", (_what, contentType, text, want) => {
    expect(joinProblems(toStrictProblems({ text, contentType }, ["foo"]))).toBe(want);
  });

  test("warnings are quoted", () => {
    expect(toWarnings(['unknown field "a"'])).toEqual(['299 - "unknown field \\"a\\""']);
  });
});
