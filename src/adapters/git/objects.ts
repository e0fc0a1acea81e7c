import git, { type FsClient, type TreeEntry as GitEntry } from "isomorphic-git";

/** The objects of one repository, by their ids. Whatever is missing or broken is thrown as isomorphic-git's error. */
export type Objects = {
  tree(oid: string): Promise<ReadonlyMap<string, GitEntry>>;
  blob(oid: string): Promise<Uint8Array>;
  /** A commit, or the one that an annotated tag leads to. */
  commit(oid: string): Promise<CommitFacts>;
};

/** What is read of a commit; `committedAt` in milliseconds. */
type CommitFacts = {
  readonly sha: string;
  readonly tree: string;
  readonly author: string;
  readonly subject: string;
  readonly committedAt: number;
};

/** Trees are small and asked for again and again; this many are kept parsed. */
const treesMax = 5_000;

/** Reads objects through isomorphic-git with one long-lived cache; without it every read parses the pack index again. */
export function createObjects(store: {
  readonly fs: FsClient;
  readonly gitdir: string;
  readonly cache: object;
}): Objects {
  const trees = new Map<string, ReadonlyMap<string, GitEntry>>();
  return {
    async tree(oid) {
      const known = trees.get(oid);
      if (known !== undefined) return known;
      const { tree } = await git.readTree({ ...store, oid });
      const entries = new Map(tree.map((entry) => [entry.path, entry]));
      if (trees.size >= treesMax) trees.clear();
      trees.set(oid, entries);
      return entries;
    },
    blob: async (oid) => (await git.readBlob({ ...store, oid })).blob,
    async commit(oid) {
      const read = await git.readCommit({ ...store, oid });
      const { author, committer, message, tree } = read.commit;
      return {
        sha: read.oid,
        tree,
        author: `${author.name} <${author.email}>`,
        subject: message.trimStart().split("\n", 1)[0] ?? "",
        committedAt: committer.timestamp * 1000,
      };
    },
  };
}
