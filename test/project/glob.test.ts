import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GlobDialect, parseGlob } from "../../src/project/glob.ts";

describe("patterns", () => {
  test.each<[GlobDialect, string, string, boolean]>([
    ["urls", "https://a.com/*", "https://a.com/x", true],
    ["urls", "https://a.com/*", "https://a.com/x/y", false],
    ["urls", "https://a.com/**", "https://a.com/x/y", true],
    ["urls", "https://a.com/?", "https://a.com//", false],
    ["urls", "https://{a,b{1,2}}.com/x", "https://b2.com/x", true],
    ["urls", "https://{a,b{1,2}}.com/x", "https://b.com/x", false],
    ["names", "team-*", "team-a/b", true],
    ["names", "t?am", "team", true],
    ["names", "[a-c]x", "bx", true],
    ["names", "[!a-c]x", "bx", false],
    ["names", "[^a]x", "^x", true],
    ["names", "a\\*", "a*", true],
    ["names", "a\\*", "ab", false],
    ["names", "{a,}", "", true],
    ["names", "", "", true],
    ["names", "", "a", false],
    ["names", ".*", "anything", false],
    ["names", "*.yaml", "a/b/c.yaml", true],
    ["names", "*.yaml", ".hidden.yaml", true],
    ["names", "**/b.yaml", "a/b.yaml", true],
    ["names", "**/b.yaml", "b.yaml", false],
    ["names", "config.yaml", "a/config.yaml", false],
    ["names", "{config.json,env-usw2/*}", "env-usw2/a", true],
    ["names", "{a,{b,c}d}.yaml", "cd.yaml", true],
    ["names", "a?c", "a/c", true],
    ["names", "?", "", false],
    ["names", "\\{a,b\\}", "{a,b}", true],
    ["names", "*a*b*c", "xaxbxbxc", true],
    ["kinds", "*", "Deployment", true],
    ["kinds", "*", "", true],
    ["kinds", "*.example.com", "a.b.example.com", true],
    ["kinds", "*", "a/b", false],
    ["kinds", "[^a]b", "ab", false],
    ["kinds", "{a,b}", "a", false],
    ["kinds", "{a,b}", "{a,b}", true],
  ])("%s: %s of %s is %s", (dialect, pattern, text, expected) => {
    expect(parseGlob(pattern, dialect)?.(text)).toBe(expected);
  });

  test.each(["[", "[]", "a[b", "{a", "{a,{b}", "a\\", "x".repeat(1_001)])("%s is malformed", (pattern) => {
    expect(parseGlob(pattern, "names")).toBeUndefined();
  });

  test("a pattern made to be slow is not", () => {
    const glob = parseGlob("*a".repeat(300), "names");
    expect(glob?.(`${"a".repeat(2_000)}b`)).toBe(false);
  });

  test("a plain text matches itself and nothing else", () => {
    const plain = fc.stringMatching(/^[a-z0-9./:-]{0,12}$/);
    fc.assert(
      fc.property(plain, plain, (pattern, text) => {
        expect(parseGlob(pattern, "urls")?.(text)).toBe(pattern === text);
      }),
    );
  });

  test("any pattern is understood or refused, and matches without an error", () => {
    const pattern = fc.string({ unit: fc.constantFrom(..."ab/*?[]{},!^-\\"), maxLength: 15 });
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom(..."ab/*"), maxLength: 8 }), (glob, text) => {
        expect([true, false, undefined]).toContain(parseGlob(glob, "urls")?.(text));
      }),
    );
  });
});
