/**
 * Refs: what a targetRevision is now, for who only asks whether it moved (the tick).
 *
 * In: a repoURL and a targetRevision. Out: a commit's SHA. One list of refs a repository and round over HTTP, small files on
 * the local disk; never an object, so isomorphic-git, which takes long to load, is not among the imports. What only objects
 * tell is not told: of a revision the SHA alone is filled in, and a full SHA is given back unseen.
 */
import type { GitOptions, RoundGit } from "./git.ts";
import { LocalRefs } from "./local-refs.ts";
import { RemoteRefs } from "./remote-refs.ts";
import type { RefSource } from "./repository.ts";
import { OpenRepositories, toAccess } from "./repository-access.ts";

/** Opens the refs of repositories: `author` and `subject` of what is resolved are empty, `committedAt` is 0. */
export function createRefs(options: Omit<GitOptions, "folder">): Pick<RoundGit, "resolve" | "startRound"> {
  const repositories = new OpenRepositories<RefSource>(options.allowLocal, (address) =>
    address.kind === "local"
      ? new LocalRefs(address.path)
      : new RemoteRefs(address.url, () => toAccess(address, options.credentials())),
  );
  return {
    // Async, so that a bad repoURL rejects instead of throwing at the call.
    resolve: async (repoUrl, targetRevision) => {
      const { sha } = await repositories.at(repoUrl).select(targetRevision);
      return { sha, author: "", subject: "", committedAt: 0 };
    },
    startRound: () => {
      for (const refs of repositories.all()) refs.startRound();
    },
  };
}
