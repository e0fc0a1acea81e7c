import type { Application } from "../application/application.ts";
import { codeOf, nextMove } from "../errors.ts";
import type { Git } from "../ports/git.ts";
import { readGeneratePaths } from "../source/generate-paths.ts";
import type { Revision } from "../source/revision.ts";
import { isTouched, type Watch } from "../source/watch.ts";
import { readWatched } from "./read-watched.ts";

type Annotated = Pick<Application, "annotations" | "source">;

/**
 * Gives the commit of the last look in place of the newest one, where the annotation manifest-generate-paths names paths and none
 * of them differs between the two. `watch`: the last look; undefined: there was none.
 */
export async function keepRevision(
  newest: Revision,
  { application, watch }: { readonly application: Annotated; readonly watch: Watch | undefined },
  git: Pick<Git, "resolve" | "readTree">,
): Promise<Revision> {
  if (watch === undefined || watch.sha === "" || watch.sha === newest.sha) return newest;
  const { repoUrl, targetRevision } = application.source;
  if (watch.repoUrl !== repoUrl || watch.targetRevision !== targetRevision) return newest;
  const { paths } = readGeneratePaths(application);
  if (paths.length === 0) return newest;
  return await orElse(newest, async () => {
    const reads = isOf(watch, paths) ? watch.reads : await readAt(paths, watch, git);
    const now = await readWatched(paths, { repoUrl, sha: newest.sha }, git);
    return isTouched({ ...watch, reads }, now) ? newest : await git.resolve(repoUrl, watch.sha);
  });
}

/**
 * Gives the ids of the paths that the annotation names, at the commit that was looked at; undefined: it names none. `watch`: what
 * was noted before, which is not read again.
 */
export async function readNamedIds(
  { sha }: Revision,
  { application, watch }: { readonly application: Annotated; readonly watch: Watch | undefined },
  git: Pick<Git, "readTree">,
): Promise<Watch["reads"] | undefined> {
  const { paths } = readGeneratePaths(application);
  if (paths.length === 0) return undefined;
  const { repoUrl } = application.source;
  if (watch?.sha === sha && watch.repoUrl === repoUrl && isOf(watch, paths)) return watch.reads;
  // What cannot be listed is not watched: then every commit counts.
  return await orElse({}, async () => await readAt(paths, { repoUrl, sha }, git));
}

function isOf({ reads }: Watch, paths: readonly string[]): boolean {
  return Object.keys(reads).length === paths.length && paths.every((path) => Object.hasOwn(reads, path));
}

async function readAt(
  paths: readonly string[],
  at: { readonly repoUrl: string; readonly sha: string },
  git: Pick<Git, "readTree">,
): Promise<Watch["reads"]> {
  return Object.fromEntries(await readWatched(paths, at, git));
}

/** A commit that is gone, or a folder that is too large to list, is no reason not to look. */
async function orElse<T>(otherwise: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || nextMove[code] !== "stall") throw error;
    return otherwise;
  }
}
