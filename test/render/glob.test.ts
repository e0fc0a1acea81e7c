import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toGlobTest } from "../../src/render/glob.ts";

describe("globs are read as gobwas/glob without separators reads them", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["*.yaml", "a.yaml", true],
    ["*.yaml", "a/b/c.yaml", true],
    ["*.yaml", ".hidden.yaml", true],
    ["*.yaml", "a.yml", false],
    ["**/b.yaml", "a/b.yaml", true],
    ["**/b.yaml", "b.yaml", false],
    ["env-usw2/*", "env-usw2/a/b.yaml", true],
    ["env-usw2/*", "env-use2/a.yaml", false],
    ["config.yaml", "a/config.yaml", false],
    ["{*.yml,*.yaml}", "x/y.yml", true],
    ["{config.json,env-usw2/*}", "env-usw2/a", true],
    ["{config.json,env-usw2/*}", "config.yaml", false],
    ["{a,{b,c}d}.yaml", "cd.yaml", true],
    ["{a,}x", "x", true],
    ["a?c", "a/c", true],
    ["?", "", false],
    ["[abc].yaml", "b.yaml", true],
    ["[a-c].yaml", "d.yaml", false],
    ["[!a-c].yaml", "d.yaml", true],
    ["[!a-c].yaml", "b.yaml", false],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["\\{a,b\\}", "{a,b}", true],
    ["{a,b", "{a,b", true],
    ["*a*b*c", "xaxbxbxc", true],
    ["", "", true],
    ["", "a", false],
  ];
  test.each(cases)("%s on %s: %s", (pattern, path, expected) => {
    expect(toGlobTest(pattern)(path)).toBe(expected);
  });

  test("a pattern that would make a regular expression slow is fast", () => {
    const start = performance.now();
    expect(toGlobTest(`${"*a".repeat(50)}b`)("a".repeat(4_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test("too many alternatives are refused", () => {
    expect(() => toGlobTest("{a,b}".repeat(12))).toThrow(/too large/);
    expect(() => toGlobTest("a".repeat(3_000))).toThrow(/too large/);
  });

  test("every path matches itself, escaped", () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        expect(toGlobTest(path.replace(/[\\*?[\]{},!-]/g, "\\$&"))(path)).toBe(true);
      }),
    );
  });
});
