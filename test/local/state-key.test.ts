import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOrMakeKey } from "../../src/local/state-key.ts";
import { codeFrom } from "../contracts/worker.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "outrigger-key-"));
});
afterEach(() => rm(dir, { recursive: true }));

test("the first call makes 32 random bytes that only the owner reads, every later one gives them", async () => {
  const key = await readOrMakeKey(dir);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(await readOrMakeKey(dir)).toBe(key);
  expect((await stat(join(dir, "hash.key"))).mode & 0o777).toBe(0o600);
});

test("twenty first calls at once agree and leave one file", async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => readOrMakeKey(dir)));
  expect(new Set(keys).size).toBe(1);
  expect(await readdir(dir)).toEqual(["hash.key"]);
});

test("two folders have two keys", async () => {
  const other = await mkdtemp(join(tmpdir(), "outrigger-key-"));
  expect(await readOrMakeKey(other)).not.toBe(await readOrMakeKey(dir));
  await rm(other, { recursive: true });
});

test.each(["", "short", "z".repeat(64)])(
  "a file that holds no key is named, never overwritten: %j",
  async (text) => {
    await writeFile(join(dir, "hash.key"), text);
    await expect(readOrMakeKey(dir)).rejects.toThrow(join(dir, "hash.key"));
    expect(await codeFrom(readOrMakeKey(dir))).toBe("CONFIG_INVALID");
  },
);

test("a folder that is not there is an error with its path", async () => {
  await expect(readOrMakeKey(join(dir, "none"))).rejects.toThrow(join(dir, "none"));
});
