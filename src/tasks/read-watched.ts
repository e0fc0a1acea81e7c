import { limits } from "../limits.ts";
import type { Git } from "../ports/git.ts";
import { isNamed, pickNamed, toFileFolder, toNamedFolder } from "../source/named-paths.ts";
import { toFolderId } from "../source/watch.ts";
import { inParallel } from "./in-parallel.ts";

type Trees = Pick<Git, "readTree">;

/** Reads the ids of what is watched at a commit, each once: equal ids, equal contents. Throws what Git throws. */
export async function readWatched(
  watched: readonly string[],
  { repoUrl, sha }: { readonly repoUrl: string; readonly sha: string },
  git: Trees,
): Promise<ReadonlyMap<string, string>> {
  const trees = new Map<string, ReturnType<Trees["readTree"]>>();
  const list = async (folder: string) => {
    const tree = trees.get(folder) ?? git.readTree(repoUrl, sha, folder);
    trees.set(folder, tree);
    return await tree;
  };
  const ids = await inParallel([...new Set(watched)], limits.outsidesAtOnceMax, async (each) => {
    return [each, isNamed(each) ? await readNamed(each, list) : toFolderId(await list(each))] as const;
  });
  return new Map(ids);
}

/** A path that is no folder is a file of the folder above it, or not there. */
async function readNamed(named: string, list: (folder: string) => ReturnType<Trees["readTree"]>) {
  const entries = await list(toNamedFolder(named));
  const above = entries === undefined ? toFileFolder(named) : undefined;
  if (above === undefined) return toFolderId(entries && pickNamed(named, entries));
  return toFolderId(pickNamed(named, (await list(above)) ?? []));
}
