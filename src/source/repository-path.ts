import { ReconcileError } from "../errors.ts";

/**
 * Resolves a path that a user or a file of a repository wrote to one relative to the repository's root, "" for the root
 * itself. `base` is a directory in that form; a leading `/` means the root, as in Argo CD. Symbolic links are resolved
 * later, in the object graph. Throws PATH_NOT_FOUND for a path that leaves the repository or cannot be one.
 */
export function resolveRepositoryPath(base: string, userPath: string): string {
  const problem = pathProblem(userPath);
  if (problem !== undefined) throw refused(userPath, problem);
  const path = joinPaths(base, userPath);
  if (path === undefined) throw refused(userPath, "it leads out of the repository");
  return path;
}

/** Follows a path from a directory of a repository, or from its root where it begins with `/`; undefined: it leads out. */
export function joinPaths(base: string, path: string): string | undefined {
  const parts = path.startsWith("/") ? [] : splitPath(base);
  for (const part of splitPath(path)) {
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** Gives the names on the way of a path. */
export function splitPath(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** Gives the folder a path is in, "" for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function pathProblem(path: string): string | undefined {
  if (path.includes("\0")) return "it holds a NUL character";
  if (path.includes("\\")) return 'it holds a backslash; write "/" between folders';
  return undefined;
}

function refused(path: string, problem: string): ReconcileError {
  return new ReconcileError("PATH_NOT_FOUND", `Cannot use path ${JSON.stringify(path)}: ${problem}`);
}
