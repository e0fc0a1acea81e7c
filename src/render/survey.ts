import type { ErrorCode } from "../errors.ts";
import { folderOf } from "../source/repository-path.ts";
import type { Known, RenderInput } from "./render-plan.ts";
import type { RepositoryFile, TreeEntry } from "./tool-run.ts";

/**
 * One look at a revision: what is known, what should be read next, what the render will read, what is refused. A planner
 * goes on as if an unread path were absent; its findings count only once nothing is wanted any more.
 */
export type Survey = {
  readonly known: Known;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly folders: ReadonlySet<string>;
  readonly wanted: { readonly trees: Set<string>; readonly files: Set<string> };
  readonly inputs: Map<string, RenderInput>;
  readonly refusals: Map<string, ErrorCode>;
};

export type Place = "file" | "folder" | "submodule" | "absent";

/** Opens a survey over what is known. */
export function createSurvey(known: Known): Survey {
  const entries = new Map<string, TreeEntry>();
  const folders = new Set<string>();
  for (const [path, tree] of known.trees) {
    if (tree !== undefined) folders.add(path);
    for (const entry of tree ?? []) {
      entries.set(entry.path, entry);
      addParents(folders, entry.path);
    }
  }
  const wanted = { trees: new Set<string>(), files: new Set<string>() };
  return { known, entries, folders, wanted, inputs: new Map(), refusals: new Map() };
}

function addParents(folders: Set<string>, path: string): void {
  for (let parent = folderOf(path); !folders.has(parent); parent = folderOf(parent)) folders.add(parent);
}

/** Joins a folder and a path below it, either of them "" for the folder itself. */
export function joinPath(folder: string, path: string): string {
  return folder === "" || path === "" ? folder + path : `${folder}/${path}`;
}

/** Reads a folder's entries, recursively; undefined: not there, or not read yet. */
export function readFolder(survey: Survey, path: string): readonly TreeEntry[] | undefined {
  if (!survey.known.trees.has(path)) survey.wanted.trees.add(path);
  return survey.known.trees.get(path);
}

/** Reads a file; undefined: not there, or not read yet. */
export function readFile(survey: Survey, path: string): RepositoryFile | undefined {
  if (!survey.known.files.has(path)) survey.wanted.files.add(path);
  return survey.known.files.get(path);
}

/** Tells what is at a path. Symbolic links, and paths no tree covers, cost a read. */
export function locate(survey: Survey, path: string): Place {
  const entry = survey.entries.get(path);
  if (entry?.type === "file" || entry?.type === "submodule") return entry.type;
  if (survey.folders.has(path) && entry?.type !== "link") return "folder";
  if (entry === undefined && isCovered(survey, path)) return "absent";
  if (readFolder(survey, path) !== undefined) return "folder";
  return readFile(survey, path) === undefined ? "absent" : "file";
}

// A tree lists everything below it, except what lies behind a link or in a submodule.
function isCovered(survey: Survey, path: string): boolean {
  for (let parent = folderOf(path); ; parent = folderOf(parent)) {
    const entry = survey.entries.get(parent);
    if (entry?.type === "link" || entry?.type === "submodule") return false;
    if (survey.known.trees.get(parent) !== undefined) return true;
    if (parent === "") return false;
  }
}
