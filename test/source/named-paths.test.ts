import { describe, expect, test } from "vitest";
import { isNamed, pickNamed, toFileFolder, toNamedFolder } from "../../src/source/named-paths.ts";

const paths = [
  "README.md",
  "app",
  "app/a.yaml",
  "app/deep",
  "app/deep/b.yaml",
  "apple/a.yaml",
  "app/[x]",
  "app/[x]/c.yaml",
];
const entries = paths.map((path) => ({ path, type: /\.\w+$/.test(path) ? "file" : "tree" }));

describe("a path that people name", () => {
  test.each<[named: string, folder: string, fileFolder: string | undefined, picked: readonly string[]]>([
    ["/", "", undefined, paths],
    ["/app", "app", "", ["app", "app/a.yaml", "app/deep", "app/deep/b.yaml", "app/[x]", "app/[x]/c.yaml"]],
    ["/app/a.yaml", "app/a.yaml", "app", ["app/a.yaml"]],
    ["/README.md", "README.md", "", ["README.md"]],
    ["/nowhere", "nowhere", "", []],
    ["/app/*.yaml", "app", undefined, ["app/a.yaml"]],
    ["/app/*", "app", undefined, ["app/a.yaml"]],
    ["/*/a.yaml", "", undefined, ["app/a.yaml", "apple/a.yaml"]],
    ["/app*/?.yaml", "", undefined, ["app/a.yaml", "apple/a.yaml"]],
    ["/app/deep/[ab].yaml", "app/deep", undefined, ["app/deep/b.yaml"]],
    ["/app/[x]", "app", undefined, ["app/[x]", "app/[x]/c.yaml"]],
    ["/app/[broken", "app", undefined, []],
    ["/app/**", "app", undefined, ["app/a.yaml"]],
  ])("%s", (named, folder, fileFolder, picked) => {
    expect(isNamed(named)).toBe(true);
    expect(toNamedFolder(named)).toBe(folder);
    expect(toFileFolder(named)).toBe(fileFolder);
    expect(pickNamed(named, entries).map(({ path }) => path)).toEqual(picked);
  });

  test.each(["", "app", "app/deep"])("is no folder that was read: %j", (read) =>
    expect(isNamed(read)).toBe(false),
  );
});
