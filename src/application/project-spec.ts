/** An AppProject with its defaults; `project/` says what it allows. */
export type Project = {
  readonly name: string;
  readonly annotations?: Readonly<Record<string, string>>;
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
  readonly syncWindows?: readonly SyncWindow[];
  /** Whom syncs are made as, where the settings want that; of several entries the first that matches counts. */
  readonly destinationServiceAccounts?: readonly DestinationServiceAccount[];
  /** undefined: what belongs to no application is not looked for. */
  readonly orphanedResources?: OrphanRules;
  /** Why no application of this project may be synced at all: fields that are wrong, or that forbid what cannot be checked yet. */
  readonly obstacles?: readonly string[];
};

export type KindRule = { readonly group: string; readonly kind: string; readonly name?: string };

/** What is said of objects that belong to no application; `live/orphans.ts` says which those are. */
export type OrphanRules = {
  /** false: they are listed, without a warning. */
  readonly warn: boolean;
  /** Globs; an empty kind or name is any, an empty group is the core group. */
  readonly ignore: readonly { readonly group: string; readonly kind: string; readonly name: string }[];
};

/** `server`, `namespace`: globs. `defaultServiceAccount`: `name`, or `namespace:name`. */
export type DestinationServiceAccount = {
  readonly server: string;
  readonly namespace: string;
  readonly defaultServiceAccount: string;
};

/** A window of time in which syncs are allowed, or denied; `project/sync-windows.ts` says what it means. */
export type SyncWindow = {
  readonly kind: "allow" | "deny";
  /** Five fields of cron. */
  readonly schedule: string;
  /** As it was written. */
  readonly duration: string;
  readonly durationMs: number;
  /** Of the IANA database. */
  readonly timeZone: string;
  /** Globs. */
  readonly applications: readonly string[];
  readonly namespaces: readonly string[];
  readonly clusters: readonly string[];
  readonly andOperator: boolean;
  readonly manualSync: boolean;
  readonly syncOverrun: boolean;
  readonly description?: string;
};
