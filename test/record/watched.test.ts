import { describe, expect, test } from "vitest";
import { isWatchable, toWatch } from "../../src/record/watched.ts";

const watch = { repoUrl: "https://git.example.org/a.git", targetRevision: "main", sha: "", reads: {} };

describe("what is watched", () => {
  test("is what the source names, and nothing else of it", () => {
    const source = { ...watch, path: "app" };
    expect(toWatch(source, { sha: "1", reads: { app: "x" } })).toEqual({
      ...watch,
      sha: "1",
      reads: { app: "x" },
    });
  });

  test.each([
    ["a URL and a branch", {}, true],
    ["an endless URL", { repoUrl: `https://${"a".repeat(1_000)}` }, false],
    ["an endless revision", { targetRevision: "é".repeat(501) }, false],
  ])("can be asked for: %s", (_, over, expected) =>
    expect(isWatchable({ ...watch, ...over })).toBe(expected),
  );
});
