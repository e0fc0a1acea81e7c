/** An AppProject with its defaults; `project/` says what it allows. */
export type Project = {
  readonly name: string;
  /** Globs, `!` negates. */
  readonly sourceRepos: readonly string[];
  readonly destinations: readonly {
    readonly server: string;
    readonly name: string;
    readonly namespace: string;
  }[];
  readonly clusterResourceWhitelist: readonly KindRule[];
  readonly clusterResourceBlacklist: readonly KindRule[];
  /** undefined: every namespaced kind that the blacklist does not name. */
  readonly namespaceResourceWhitelist?: readonly KindRule[];
  readonly namespaceResourceBlacklist: readonly KindRule[];
};

export type KindRule = { readonly group: string; readonly kind: string; readonly name?: string };
