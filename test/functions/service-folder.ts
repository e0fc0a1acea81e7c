import { execFile } from "node:child_process";
import { cp, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The repository's folder. */
export const repository = resolve(import.meta.dirname, "..", "..");

/** Makes a copy of what serverless reads, built anew, so that nothing of the repository is written to. */
export async function makeServiceFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-service-"));
  await cp(join(repository, "serverless.yml"), join(folder, "serverless.yml"));
  await cp(join(repository, "infra"), join(folder, "infra"), { recursive: true });
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  await run(process.execPath, ["build.mjs", join(folder, "dist")], { cwd: repository });
  return folder;
}
