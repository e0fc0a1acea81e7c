import type { TreeEntry } from "./tool-run.ts";

/** Trees by the folder they list; undefined: there is no such folder. */
export type KnownTrees = ReadonlyMap<string, readonly TreeEntry[] | undefined>;

/**
 * Tells whether trees speak of every file that may be at a path, so that equal trees mean an equal file. A tree says nothing of
 * what lies behind a symbolic link or in a submodule.
 */
export function isCovered(trees: KnownTrees, path: string): boolean {
  return parentsOf(path).some((folder) => trees.has(folder) && !isHidden(trees.get(folder), path));
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.map((_, count) => parts.slice(0, count).join("/"));
}

function isHidden(tree: readonly TreeEntry[] | undefined, path: string): boolean {
  return (tree ?? []).some((entry) => {
    if (entry.type !== "link" && entry.type !== "submodule") return false;
    return path === entry.path || path.startsWith(`${entry.path}/`);
  });
}
