import { describe, expect, test } from "vitest";
import { isCovered } from "../../src/render/covered.ts";
import type { TreeEntry } from "../../src/render/tool-run.ts";

const entry = (path: string, type: TreeEntry["type"] = "file"): TreeEntry => ({ path, type, oid: "1" });

describe("trees speak of a path", () => {
  test.each([
    ["a file in a listed folder", { app: [entry("app/a.yaml")] }, "app/a.yaml", true],
    ["a file that is not there, in a listed folder", { app: [] }, "app/a/b.yaml", true],
    ["a file in a folder that is not there", { app: undefined }, "app/a.yaml", true],
    ["anything, where the root is listed", { "": [] }, "a.yaml", true],
    ["a file beside the folder", { app: [] }, "application/a.yaml", false],
    ["a file that was looked for as a folder", { "app/a.yaml": undefined }, "app/a.yaml", false],
    ["a symbolic link", { app: [entry("app/a.yaml", "link")] }, "app/a.yaml", false],
    ["a file behind a link", { app: [entry("app/x", "link")] }, "app/x/a.yaml", false],
    [
      "a file behind a link, listed under the link's name",
      { app: [entry("app/x", "link")], "app/x": [] },
      "app/x/a.yaml",
      true,
    ],
    ["a file in a submodule", { "": [entry("lib", "submodule")] }, "lib/a.yaml", false],
  ] as const)("%s", (_, trees, path, expected) => {
    expect(isCovered(new Map(Object.entries(trees)), path)).toBe(expected);
  });
});
