import { access, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runGit, toGitEnvironment } from "./git-program.ts";

/** A bare repository to make, and the folder whose files are its first commit. */
export type Seed = { readonly path: string; readonly files: string; readonly env: NodeJS.ProcessEnv };

/** One author and one time: everybody's first commit has the same SHA. */
const author = {
  GIT_AUTHOR_NAME: "Outrigger",
  GIT_AUTHOR_EMAIL: "outrigger@example.org",
  GIT_AUTHOR_DATE: "1767225600 +0000",
  GIT_COMMITTER_NAME: "Outrigger",
  GIT_COMMITTER_EMAIL: "outrigger@example.org",
  GIT_COMMITTER_DATE: "1767225600 +0000",
};

const branch = "refs/heads/main";

/**
 * Makes a bare repository that takes pushes, with the files as first commit on `main`; one that has a `main` stays as it is, with
 * what people pushed. The branch is set last: what was interrupted is made again.
 */
export async function seedRepository({ path, files, env }: Seed): Promise<"made" | "found"> {
  if (await hasBranch(path, env)) return "found";
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
  const surroundings = { ...toGitEnvironment(env), ...author };
  await runGit(["init", "-q", "--bare", path], surroundings);
  const inside = { ...surroundings, GIT_DIR: path, GIT_WORK_TREE: files };
  await runGit(["symbolic-ref", "HEAD", branch], inside);
  await runGit(["config", "http.receivepack", "true"], inside);
  await runGit(["config", "core.autocrlf", "false"], inside);
  await runGit(["-C", files, "add", "--all", "."], inside);
  const tree = await runGit(["write-tree"], inside);
  const commit = await runGit(["commit-tree", "-m", "Begin with the examples", tree], inside);
  await runGit(["update-ref", branch, commit], inside);
  await rm(join(path, "index"), { force: true });
  return "made";
}

async function hasBranch(path: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const isThere = await access(join(path, "HEAD")).then(
    () => true,
    () => false,
  );
  if (!isThere) return false;
  const inside = { ...toGitEnvironment(env), GIT_DIR: path };
  return await runGit(["rev-parse", "--verify", "-q", branch], inside).then(
    () => true,
    () => false,
  );
}
