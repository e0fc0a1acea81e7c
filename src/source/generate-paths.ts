import type { Application } from "../application/application.ts";
import { limits } from "../limits.ts";
import { joinPaths } from "./repository-path.ts";

/** The annotation of an Application: files of its repository outside of these paths are none of its business; Argo CD's. */
export const generatePathsAnnotation = "argocd.argoproj.io/manifest-generate-paths";

/** What the annotation names, and what is wrong with the rest. */
export type GeneratePaths = {
  /** From the root of the repository, each with a leading "/": folders, files and patterns; empty: whatever is read counts. */
  readonly paths: readonly string[];
  readonly problems: readonly string[];
};

/**
 * Reads the annotation: a list with ";", relative to the source's path unless an item begins with "/".
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/app/path/path.go (GetSourceRefreshPaths)
 */
export function readGeneratePaths({
  annotations,
  source,
}: Pick<Application, "annotations" | "source">): GeneratePaths {
  const text = annotations[generatePathsAnnotation];
  if (text === undefined) return { paths: [], problems: [] };
  const items = text.split(";").map((item) => item.trim());
  const named = items.filter((item) => item !== "");
  if (named.length > limits.watchedFoldersMax) {
    const why = `it names ${named.length} paths, at most ${limits.watchedFoldersMax} are watched, so it counts as absent; name folders in place of files`;
    return { paths: [], problems: [toProblem(why)] };
  }
  const read = named.map((item) => ({ item, path: toPath(item, source.path) }));
  return {
    paths: [...new Set(read.flatMap(({ path }) => (path === undefined ? [] : [path])))],
    problems: read
      .filter(({ path }) => path === undefined)
      .map(({ item }) => toProblem(`${JSON.stringify(item)} leads out of the repository and is left aside`)),
  };
}

function toProblem(why: string): string {
  return `Cannot use annotation ${generatePathsAnnotation}: ${why}`;
}

/** undefined: it leads out of the repository, or cannot be a path. */
function toPath(item: string, sourcePath: string): string | undefined {
  const path = item.includes("\0") ? undefined : joinPaths(sourcePath, item);
  return path === undefined ? undefined : `/${path}`;
}
