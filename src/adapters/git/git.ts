import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Repository } from "../../application/control-plane.ts";
import { ReconcileError } from "../../errors.ts";
import type { Git } from "../../ports/git.ts";
import { resolveRepositoryPath } from "../../source/repository-path.ts";
import { maskUrl, type RepositoryAddress } from "../../source/repository-url.ts";
import { LocalRepository } from "./local-repository.ts";
import { readRepositoryFiles } from "./read-files.ts";
import { RemoteRepository } from "./remote-repository.ts";
import type { OpenRepository } from "./repository.ts";
import { OpenRepositories, toAccess } from "./repository-access.ts";
import { findPath, listTree } from "./tree-walk.ts";

/** What a composition decides about Git. */
export type GitOptions = {
  /** Folder for packs; several processes may share it. */
  readonly folder: string;
  /** Repository Secrets and templates as they are now, the environment's one among them. */
  readonly credentials: () => readonly Repository[];
  /** Plain paths and file:// URLs: in the local modes only. */
  readonly allowLocal: boolean;
};

/** Git whose answers about refs hold for one round: the composition says when the next one starts. */
export type RoundGit = Git & { startRound(): void };

/** Opens the Git port on isomorphic-git. Nothing is asked or written before the first call. */
export function createGit(options: GitOptions): RoundGit {
  const repositories = new OpenRepositories<OpenRepository>(options.allowLocal, (address) =>
    openRepository(address, options),
  );
  return {
    // Async, so that a bad repoURL rejects instead of throwing at the call.
    resolve: async (repoUrl, targetRevision) => await repositories.at(repoUrl).resolve(targetRevision),
    readTree: async (repoUrl, sha, path) => {
      const wanted = resolveRepositoryPath("", path);
      return await repositories.at(repoUrl).read(checkedSha(sha, repoUrl), async (objects, tree) => {
        const found = await findPath(objects, tree, wanted);
        return found?.type === "tree" ? await listTree(objects, found.oid, wanted) : undefined;
      });
    },
    readFiles: async (repoUrl, sha, paths) =>
      await repositories
        .at(repoUrl)
        .read(checkedSha(sha, repoUrl), (objects, tree) => readRepositoryFiles(objects, tree, paths)),
    startRound: () => {
      for (const repository of repositories.all()) repository.startRound();
    },
  };
}

function openRepository(address: RepositoryAddress, options: GitOptions): OpenRepository {
  if (address.kind === "local") return new LocalRepository(address.path);
  const name = createHash("sha256").update(address.key).digest("hex").slice(0, 32);
  return new RemoteRepository(address.url, join(options.folder, name), () =>
    toAccess(address, options.credentials()),
  );
}

function checkedSha(sha: string, repoUrl: string): string {
  if (/^[0-9a-f]{40}$/.test(sha)) return sha;
  throw new ReconcileError(
    "REVISION_NOT_FOUND",
    `Cannot read revision ${JSON.stringify(sha)} of ${maskUrl(repoUrl)}: it is not a full SHA`,
  );
}
