import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Repository } from "../../application/control-plane.ts";
import { ReconcileError } from "../../errors.ts";
import type { Git } from "../../ports/git.ts";
import { selectCredential, toAuthorization } from "../../source/credentials.ts";
import { resolveRepositoryPath } from "../../source/repository-path.ts";
import { maskUrl, parseRepositoryUrl, type RepositoryAddress } from "../../source/repository-url.ts";
import type { HttpAccess } from "./git-http.ts";
import { LocalRepository } from "./local-repository.ts";
import { readRepositoryFiles } from "./read-files.ts";
import { RemoteRepository } from "./remote-repository.ts";
import type { OpenRepository } from "./repository.ts";
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
  const repositories = new Map<string, OpenRepository>();
  const open = (repoUrl: string): OpenRepository => {
    const address = parseRepositoryUrl(repoUrl, { allowLocal: options.allowLocal });
    const known = repositories.get(address.key);
    if (known !== undefined) return known;
    const repository = openRepository(address, options);
    repositories.set(address.key, repository);
    return repository;
  };
  return {
    // Async, so that a bad repoURL rejects instead of throwing at the call.
    resolve: async (repoUrl, targetRevision) => await open(repoUrl).resolve(targetRevision),
    readTree: async (repoUrl, sha, path) => {
      const wanted = resolveRepositoryPath("", path);
      return await open(repoUrl).read(checkedSha(sha, repoUrl), async (objects, tree) => {
        const found = await findPath(objects, tree, wanted);
        return found?.type === "tree" ? await listTree(objects, found.oid, wanted) : undefined;
      });
    },
    readFiles: async (repoUrl, sha, paths) =>
      await open(repoUrl).read(checkedSha(sha, repoUrl), (objects, tree) =>
        readRepositoryFiles(objects, tree, paths),
      ),
    startRound: () => {
      for (const repository of repositories.values()) repository.startRound();
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

function toAccess(
  address: Extract<RepositoryAddress, { kind: "http" }>,
  repositories: readonly Repository[],
): HttpAccess {
  const credential = selectCredential(address, repositories);
  if (credential === undefined)
    return { origin: address.origin, credentialSource: "repository Secrets, templates and OUTRIGGER_GIT_*" };
  const kind = credential.template ? "template" : "repository Secret";
  return {
    origin: address.origin,
    authorization: toAuthorization(credential, address.username),
    credentialSource: `the ${kind} for ${maskUrl(credential.url)}`,
  };
}

function checkedSha(sha: string, repoUrl: string): string {
  if (/^[0-9a-f]{40}$/.test(sha)) return sha;
  throw new ReconcileError(
    "REVISION_NOT_FOUND",
    `Cannot read revision ${JSON.stringify(sha)} of ${maskUrl(repoUrl)}: it is not a full SHA`,
  );
}
