import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFullSha, isShortSha, isVersionRange, refNameProblem } from "../../src/source/ref-name.ts";

describe("isVersionRange", () => {
  it.each([
    "1.2.*",
    "*",
    "1.x",
    "v1.X",
    ">=1.0.0",
    ">=1.0.0 <2.0.0",
    ">= 1.0, < 2",
    "^1.2",
    "~1.2.3",
    "1.0 - 2.0",
    "1.2 || 3.*",
    "!=1.0",
    "*-0",
    ">=1.0.0-0",
  ])("%j is one", (text) => expect(isVersionRange(text)).toBe(true));

  it.each([
    "1.2.3",
    "v1.2.3",
    "1.2",
    "main",
    "release-1.x-fix",
    "feature/x",
    "v1.2.3-rc.1",
    "",
    "a b",
    "x-ray",
    "fix*",
  ])("%j is none", (text) => expect(isVersionRange(text)).toBe(false));
});

describe("SHAs", () => {
  it.each<[string, boolean, boolean]>([
    ["a".repeat(40), true, false],
    ["A1".repeat(20), true, false],
    ["a".repeat(39), false, true],
    ["abcdef1", false, true],
    ["abcdef", false, false],
    ["g".repeat(40), false, false],
    ["a".repeat(64), false, false],
  ])("%s: full %s, short %s", (text, full, short) => {
    expect([isFullSha(text), isShortSha(text)]).toEqual([full, short]);
  });
});

describe("refNameProblem", () => {
  it.each(["main", "feature/a-b_c", "v1.2.3", "ünï", "a.b", "@x", "1"])("%j is a name", (name) => {
    expect(refNameProblem(name)).toBeUndefined();
  });

  it.each([
    "",
    "a b",
    "a..b",
    "a~1",
    "a^",
    "a:b",
    "a?",
    "a*",
    "a[",
    "a\\b",
    "a\tb",
    "a\u007f",
    "/a",
    "a/",
    "a//b",
    ".a",
    "a/.b",
    "a.",
    "a.lock",
    "a.lock/b",
    "@",
    "a@{1}",
    "-a",
    "x".repeat(1001),
  ])("%j is none", (name) => expect(refNameProblem(name)).toBeTypeOf("string"));

  it("agrees with git", () => {
    const part = fc.string({ unit: fc.constantFrom(..."ab.-@{/~: *"), minLength: 1, maxLength: 6 });
    const names = fc.sample(part, { numRuns: 60, seed: 7 });
    for (const name of names)
      expect([name, refNameProblem(name) === undefined]).toEqual([name, gitAccepts(name)]);
  });
});

function gitAccepts(name: string): boolean {
  try {
    execFileSync("git", ["check-ref-format", "--branch", name], { stdio: "ignore", cwd: "/" });
    return true;
  } catch {
    return false;
  }
}
