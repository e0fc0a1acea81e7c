import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { version } from "../../src/local/version.ts";

test("the version is that of package.json", async () => {
  const manifest: unknown = JSON.parse(await readFile("package.json", "utf8"));
  expect(manifest).toMatchObject({ version });
});
