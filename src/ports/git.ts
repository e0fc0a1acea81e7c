import type { RepositoryFile, TreeEntry } from "../render/tool-run.ts";
import type { Revision } from "../source/revision.ts";

/** A repository's objects, never a checkout. Credentials are the adapter's affair, bound to scheme, host and port. */
export interface Git {
  /** What a targetRevision is now. Throws REVISION_NOT_FOUND, REPOSITORY_DENIED, REPOSITORY_UNREACHABLE. */
  resolve(repoUrl: string, targetRevision: string): Promise<Revision>;
  /** The entries below a path of a revision, recursively, sorted; undefined: there is no such directory. */
  readTree(repoUrl: string, sha: string, path: string): Promise<readonly TreeEntry[] | undefined>;
  /** The texts of files, symbolic links resolved inside the repository; a path that is not there is left out. */
  readFiles(repoUrl: string, sha: string, paths: readonly string[]): Promise<readonly RepositoryFile[]>;
}
