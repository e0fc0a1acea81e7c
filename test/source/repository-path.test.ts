import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folderOf, resolveRepositoryPath } from "../../src/source/repository-path.ts";

describe("resolveRepositoryPath", () => {
  it.each<[string, string, string]>([
    ["", "", ""],
    ["", ".", ""],
    ["", "/", ""],
    ["app", "values.yaml", "app/values.yaml"],
    ["app", "./a//b/", "app/a/b"],
    ["app/web", "../values.yaml", "app/values.yaml"],
    ["app/web", "../../x", "x"],
    ["app", "..", ""],
    ["app", "/shared/values.yaml", "shared/values.yaml"],
    ["app", "a/../../b", "b"],
    ["app", "...", "app/..."],
    ["app", "Ünï cödé.yaml", "app/Ünï cödé.yaml"],
  ])("from %j, %j is %j", (base, path, resolved) => {
    expect(resolveRepositoryPath(base, path)).toBe(resolved);
  });

  it.each<[string, string, RegExp]>([
    ["", "..", /out of the repository/],
    ["app", "../..", /out of the repository/],
    ["app", "/..", /out of the repository/],
    ["app", "a/../../../app/values.yaml", /out of the repository/],
    ["app", "a\0b", /NUL/],
    ["app", "a\\b", /backslash/],
  ])("from %j, %j is refused", (base, path, reason) => {
    expect(() => resolveRepositoryPath(base, path)).toThrow(
      expect.objectContaining({ code: "PATH_NOT_FOUND", message: expect.stringMatching(reason) }),
    );
    expect(() => resolveRepositoryPath(base, path)).toThrow(JSON.stringify(path));
  });

  it("never gives a path that leaves, and resolves its own answers to themselves", () => {
    const part = fc.constantFrom("..", ".", "", "a", "b c", "...", "/");
    fc.assert(
      fc.property(fc.array(part), fc.array(part), (base, path) => {
        let resolved: string;
        try {
          resolved = resolveRepositoryPath(resolveRepositoryPath("", base.join("/")), path.join("/"));
        } catch (error) {
          expect(error).toMatchObject({ code: "PATH_NOT_FOUND" });
          return;
        }
        expect(resolved.split("/")).not.toContain("..");
        expect(resolved.startsWith("/")).toBe(false);
        expect(resolveRepositoryPath("", resolved)).toBe(resolved);
      }),
    );
  });
});

it.each([
  ["a/b/c.yaml", "a/b"],
  ["c.yaml", ""],
  ["", ""],
])("%s is in folder %s", (path, folder) => expect(folderOf(path)).toBe(folder));
