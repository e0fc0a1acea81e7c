import { parseGlob } from "../project/glob.ts";
import { folderOf } from "./repository-path.ts";

type Entry = { readonly path: string; readonly type: string };

/** Tells whether what is watched is a path that people named; what was read is a folder without the leading "/". */
export function isNamed(watched: string): boolean {
  return watched.startsWith("/");
}

/** Gives the folder that holds all that is named: of a pattern the part before it, of anything else the path itself. */
export function toNamedFolder(named: string): string {
  const path = named.slice(1);
  const begin = path.search(patternStart);
  return begin === -1 ? path : folderOf(path.slice(0, begin));
}

/** Gives the folder that would hold a file of that name; undefined: it is a pattern, or the root. */
export function toFileFolder(named: string): string | undefined {
  return named === "/" || patternStart.test(named) ? undefined : folderOf(named.slice(1));
}

/**
 * Picks the entries that a path names: itself, what is below it, and the files that match it as a pattern, in which "*" does not
 * cross "/".
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/app/path/path.go (AppFilesHaveChanged)
 */
export function pickNamed<T extends Entry>(named: string, entries: readonly T[]): readonly T[] {
  if (named === "/") return entries;
  const wanted = named.slice(1);
  const glob = patternStart.test(wanted) ? parseGlob(wanted, "kinds") : undefined;
  return entries.filter(
    ({ path, type }) =>
      path === wanted || path.startsWith(`${wanted}/`) || (type !== "tree" && glob?.(path) === true),
  );
}

const patternStart = /[*?[\\]/;
