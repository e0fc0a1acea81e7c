import { describe, expect, test } from "vitest";
import { parseKubernetesYaml, YamlError } from "../../src/render/kubernetes-yaml.ts";

describe("documents are read as Kubernetes reads them", () => {
  const cases: readonly (readonly [string, string, unknown])[] = [
    ["boolean words are keys of that boolean", "on: 1\noff: 2", { true: 1, false: 2 }],
    ["integers are keys in base ten", "0777: a\n0x10: b", { 511: "a", 16: "b" }],
    ["duplicate keys: the last one wins", "a: 1\na: 2", { a: 2 }],
    [
      "merge keys are merged",
      "base: &b {x: 1}\nuse:\n  <<: *b\n  z: 2",
      { base: { x: 1 }, use: { x: 1, z: 2 } },
    ],
    ["tags of an application are dropped", "a: !Ref thing", { a: "thing" }],
    ["a date stays text", "a: 2001-12-14", { a: "2001-12-14" }],
    ["JSON with tabs is JSON", '{\n\t"a": 9007199254740993}', { a: 9007199254740993n }],
    ["a flow mapping that is not JSON is YAML", "{a: yes}", { a: true }],
    ["nothing but comments is null", "# a\n\n# b\n", null],
    ["an end marker alone is null", "...\n", null],
  ];
  test.each(cases)("%s", (_rule, text, expected) => {
    expect(parseKubernetesYaml(text)).toEqual(expected);
  });

  test("a key called __proto__ is an ordinary field", () => {
    const value = parseKubernetesYaml("__proto__: {polluted: yes}");
    expect(Object.keys(value ?? {})).toEqual(["__proto__"]);
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("what is not YAML is told with its line", () => {
  const cases: readonly (readonly [string, string, number, RegExp])[] = [
    ["tabs do not indent", "a:\n\tb: 1", 2, /tab/],
    ["a mapping needs one indentation", "a: 1\n b: 2", 2, /indentation|mapping/],
    ["a quote must end", 'a: 1\nb: "c', 2, /quoted|deficient/],
    ["depth is bounded", "[".repeat(200), 1, /depth/i],
    ["aliases are bounded", `a: &a [x]\nb: [${"*a,".repeat(200)}]`, 2, /alias/i],
  ];
  test.each(cases)("%s", (_rule, text, line, message) => {
    const error = catchError(() => parseKubernetesYaml(text));
    expect(error.message).toMatch(message);
    expect(error.line).toBe(line);
    expect(error.cause).toBeDefined();
  });
});

function catchError(act: () => unknown): YamlError {
  try {
    act();
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
