import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createPrivateDirectory,
  removePrivateDirectory,
  sweepPrivateDirectories,
} from "../../../src/adapters/tools/private-directory.ts";
import { withFolder } from "./tools-folder.ts";

describe("a private directory", () => {
  test("holds the files and is readable by its owner only", async () => {
    await withFolder(async (folder) => {
      const directory = await createPrivateDirectory(folder, [{ path: "a/b.yaml", content: "ü" }]);
      expect(await readFile(join(directory.files, "a/b.yaml"), "utf8")).toBe("ü");
      expect((await stat(directory.path)).mode & 0o777).toBe(0o700);
      expect((await stat(join(directory.files, "a/b.yaml"))).mode & 0o777).toBe(0o600);
      await removePrivateDirectory(directory);
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test("is removed when its files cannot be written", async () => {
    await withFolder(async (folder) => {
      const twice = [
        { path: "a", content: "" },
        { path: "a", content: "" },
      ];
      await expect(createPrivateDirectory(folder, twice)).rejects.toThrow();
      expect(await readdir(folder)).toEqual([]);
    });
  });
});

describe("the sweep", () => {
  test("removes what a dead process left, not what is young or somebody else's", async () => {
    await withFolder(async (folder) => {
      const old = await createPrivateDirectory(folder, [{ path: "a", content: "" }]);
      const young = await createPrivateDirectory(folder, []);
      await writeFile(join(folder, "note.txt"), "");
      const longAgo = new Date(Date.now() - 3_600_000);
      await utimes(old.path, longAgo, longAgo);
      await sweepPrivateDirectories(folder, Date.now());
      const left = await readdir(folder);
      expect(left).toHaveLength(2);
      expect(left).toContain("note.txt");
      expect((await stat(young.files)).isDirectory()).toBe(true);
    });
  });

  test("finds nothing where nothing ran", async () => {
    await expect(sweepPrivateDirectories("/nowhere/at/all", Date.now())).resolves.toBeUndefined();
  });
});
