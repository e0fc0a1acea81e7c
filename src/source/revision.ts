/** One commit, as a sync record names it. Times in milliseconds. */
export type Revision = {
  /** Full SHA, 40 hexadecimal digits. */
  readonly sha: string;
  readonly author: string;
  /** First line of the commit message. */
  readonly subject: string;
  readonly committedAt: number;
};

/** What a Git server lists: the heads and tags, tags peeled; `head` is the branch that HEAD names. */
export type Refs = {
  readonly head?: string;
  /** Full ref name (`refs/heads/main`) to SHA. */
  readonly refs: ReadonlyMap<string, string>;
};
