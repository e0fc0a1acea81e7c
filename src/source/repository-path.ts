import { ReconcileError } from "../errors.ts";

/**
 * Resolves a path that a user or a file of a repository wrote to one relative to the repository's root, "" for the root
 * itself. `base` is a directory in that form; a leading `/` means the root, as in Argo CD. Symbolic links are resolved
 * later, in the object graph. Throws PATH_NOT_FOUND for a path that leaves the repository or cannot be one.
 */
export function resolveRepositoryPath(base: string, userPath: string): string {
  const problem = pathProblem(userPath);
  if (problem !== undefined) throw refused(userPath, problem);
  const parts = userPath.startsWith("/") ? [] : split(base);
  for (const part of split(userPath)) {
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) throw refused(userPath, "it leads out of the repository");
  }
  return parts.join("/");
}

function pathProblem(path: string): string | undefined {
  if (path.includes("\0")) return "it holds a NUL character";
  if (path.includes("\\")) return 'it holds a backslash; write "/" between folders';
  return undefined;
}

function split(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

function refused(path: string, problem: string): ReconcileError {
  return new ReconcileError("PATH_NOT_FOUND", `Cannot use path ${JSON.stringify(path)}: ${problem}`);
}
