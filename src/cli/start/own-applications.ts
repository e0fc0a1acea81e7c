import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { readPaths } from "../../adapters/declarations/read-paths.ts";
import { parseControlPlane } from "../../application/parse-control-plane.ts";
import { ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import { maskUrl } from "../../source/repository-url.ts";
import { runGit } from "./git-program.ts";
import { type Goal, toGoal } from "./goal.ts";
import { isUrl } from "./start-settings.ts";

/** Files or folders with Applications, and what is to become of these. */
export type Declared = { readonly paths: readonly string[]; readonly goals: readonly Goal[] };

/** Reads a person's own Applications: a file or folder, or a repository that is cloned below `stateFolder`. */
export async function readOwnApplications(apps: string, stateFolder: string): Promise<Declared> {
  const paths = isUrl(apps) ? await cloneApplications(apps, join(stateFolder, "applications")) : [apps];
  const { applications } = parseControlPlane(await readPaths(paths));
  if (applications.length > 0) return { paths, goals: applications.map(toGoal) };
  throw new ReconcileError("CONFIG_INVALID", `Cannot start: there is no Application in ${maskUrl(apps)}`);
}

/** This user's own Git asks, with whatever credentials it has for the URL. */
async function cloneApplications(url: string, folder: string): Promise<readonly string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await runGit(["clone", "-q", "--depth", "1", url, folder], { ...process.env, GIT_TERMINAL_PROMPT: "0" });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length > limits.filesPerApplicationMax) {
    const message = `Cannot read ${maskUrl(url)}: ${files.length} YAML files, at most ${limits.filesPerApplicationMax}`;
    throw new ReconcileError("LIMIT_EXCEEDED", message);
  }
  const found: string[] = [];
  for (const file of files) if (isDeclaration(await readFile(file, "utf8"))) found.push(file);
  if (found.length > 0) return found;
  throw new ReconcileError("CONFIG_INVALID", `Cannot start: there is no Application in ${maskUrl(url)}`);
}

/** Most files of such a repository are manifests and charts: only what declares something is read, and no template. */
function isDeclaration(text: string): boolean {
  return /^kind:\s*["']?(Application|AppProject)["']?\s*$/m.test(text) && !text.includes("{{");
}
