import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFolderRenderCache } from "../../../src/adapters/render-cache/folder-render-cache.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outrigger-cache-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function onlyFile(): Promise<string> {
  const [name = ""] = await readdir(folder);
  return join(folder, name);
}

describe("an entry", () => {
  test.each(["abc", "../../etc/passwd", "", "a/b\0c"])(
    "is read under its key %j, also by another process",
    async (key) => {
      await createFolderRenderCache({ folder }).save(key, "text ü");
      expect(await createFolderRenderCache({ folder }).read(key)).toBe("text ü");
      expect(await createFolderRenderCache({ folder }).read(`${key}x`)).toBeUndefined();
      expect(await readdir(folder)).toHaveLength(1);
    },
  );

  test("is replaced by a later one", async () => {
    const cache = createFolderRenderCache({ folder });
    await cache.save("k", "one");
    await cache.save("k", "two");
    expect(await cache.read("k")).toBe("two");
  });
});

describe("a damaged entry is a miss", () => {
  const damages: readonly (readonly [string, (path: string) => Promise<void>])[] = [
    ["cut short", async (path) => writeFile(path, (await readFile(path)).subarray(0, 40))],
    ["empty", (path) => writeFile(path, "")],
    ["forged", (path) => writeFile(path, "forged manifests")],
    [
      "one bit changed",
      async (path) => {
        const bytes = await readFile(path);
        bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1;
        await writeFile(path, bytes);
      },
    ],
  ];
  test.each(damages)("%s", async (_what, damage) => {
    const cache = createFolderRenderCache({ folder });
    await cache.save("k", "text");
    await damage(await onlyFile());
    expect(await cache.read("k")).toBeUndefined();
    await cache.save("k", "again");
    expect(await cache.read("k")).toBe("again");
  });

  test("and so is an entry under another's name", async () => {
    const cache = createFolderRenderCache({ folder });
    await cache.save("a", "text of a");
    const first = await onlyFile();
    await cache.save("b", "text of b");
    const second =
      (await readdir(folder)).map((name) => join(folder, name)).find((path) => path !== first) ?? "";
    await rename(first, second);
    expect(await cache.read("b")).toBeUndefined();
  });
});

describe("the cache is bounded", () => {
  test("by entries: the one not used for longest goes", async () => {
    const cache = createFolderRenderCache({ folder, entriesMax: 2 });
    await cache.save("old", "x");
    const path = await onlyFile();
    await utimes(path, new Date(0), new Date(0));
    for (let n = 0; n < 20; n += 1) await cache.save("new", `${n}`);
    await cache.save("newer", "y");
    expect(await cache.read("old")).toBe("x");
    await utimes(path, new Date(0), new Date(0));
    await createFolderRenderCache({ folder, entriesMax: 2 }).save("newest", "z");
    expect(await cache.read("old")).toBeUndefined();
    expect(await cache.read("newest")).toBe("z");
    expect(await readdir(folder)).toHaveLength(2);
  });

  test("by bytes", async () => {
    const noise = () => randomBytes(12_000).toString("base64"); // compresses to its 12,000 bytes
    await createFolderRenderCache({ folder }).save("a", noise());
    await createFolderRenderCache({ folder, bytesMax: 20_000 }).save("b", noise());
    expect(await readdir(folder)).toHaveLength(1);
    expect(await createFolderRenderCache({ folder }).read("a")).toBeUndefined();
  });
});

test("a folder that cannot be written costs a render, not the application", async () => {
  const problems: string[] = [];
  const file = join(folder, "file");
  await writeFile(file, "");
  const cache = createFolderRenderCache({
    folder: join(file, "x"),
    onProblem: (message) => problems.push(message),
  });
  await cache.save("k", "text");
  expect(await cache.read("k")).toBeUndefined();
  expect(problems).toEqual([expect.stringMatching(/^Cannot save to the render cache/)]);
});
