import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readPaths } from "../../../src/adapters/declarations/read-paths.ts";
import { limits } from "../../../src/limits.ts";
import { makeFolder } from "../../cli/command-line.ts";
import { codeFrom } from "../../contracts/worker.ts";

describe("what --apps names", () => {
  test("a folder gives its YAML and JSON files, subfolders too, sorted; a file is read whatever it is called", async () => {
    const folder = await makeFolder();
    await mkdir(join(folder, "team"));
    for (const file of ["b.yaml", "a.yml", "team/c.json", "README.md", "team/app.yaml.bak"])
      await writeFile(join(folder, file), file);
    const files = await readPaths([join(folder, "README.md"), folder]);
    expect(files.map(({ text }) => text)).toEqual(["README.md", "a.yml", "b.yaml", "team/c.json"]);
    expect(files[1]?.file).toBe(join(folder, "a.yml"));
  });

  test("a path that is not there is named", async () => {
    const path = join(await makeFolder(), "missing.yaml");
    expect(await codeFrom(readPaths([path]))).toBe("CONFIG_INVALID");
    await expect(readPaths([path])).rejects.toThrow(`Cannot read ${path}: no such file or folder`);
  });

  test("a folder that holds nothing to read is named", async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, "README.md"), "");
    expect(await codeFrom(readPaths([folder]))).toBe("CONFIG_INVALID");
    await expect(readPaths([folder])).rejects.toThrow("holds no .yaml, .yml or .json file");
  });

  test("a file beyond the limit is not read", async () => {
    const path = join(await makeFolder(), "huge.yaml");
    await writeFile(path, "");
    await truncate(path, limits.fileBytesMax + 1);
    expect(await codeFrom(readPaths([path]))).toBe("LIMIT_EXCEEDED");
    await truncate(path, limits.fileBytesMax);
    expect((await readPaths([path]))[0]?.text).toHaveLength(limits.fileBytesMax);
  });
});
