import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Shared by all runs of the tests, so that the binaries are unpacked once. */
export const toolsFolder = fileURLToPath(
  new URL("../../../node_modules/.cache/outrigger-tools", import.meta.url),
);

/** True where the tools are bundled; elsewhere they come from the PATH of whoever runs the tests. */
export const isBundled = process.platform === "linux" && process.arch === "x64";

/** Runs a test with a folder of its own, removed afterwards. */
export async function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "outrigger-test-"));
  try {
    await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
