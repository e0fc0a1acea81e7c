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
  /** Why no application of this project may be synced at all: fields that are wrong, or that forbid what cannot be checked yet. */
  readonly obstacles?: readonly string[];
};

export type KindRule = { readonly group: string; readonly kind: string; readonly name?: string };
