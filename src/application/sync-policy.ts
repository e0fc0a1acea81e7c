export type SyncPolicy = {
  /** undefined: manual sync only. */
  readonly automated?: { readonly prune: boolean; readonly selfHeal: boolean; readonly allowEmpty: boolean };
  /** undefined: an automated sync retries 5 times from 5 s, a manual one not at all (Argo CD). */
  readonly retry?: RetryPolicy;
  readonly options: SyncOptions;
  /** Of the destination namespace, where CreateNamespace=true creates it; undefined: it has none of ours. */
  readonly managedNamespaceMetadata?: NamespaceMetadata;
};

/** Labels and annotations that a sync keeps on the destination namespace. */
export type NamespaceMetadata = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

/** limit -1: without end. Each pause is `durationMs × factor^n`, at most maxDurationMs. */
export type RetryPolicy = {
  readonly limit: number;
  readonly durationMs: number;
  readonly factor: number;
  readonly maxDurationMs: number;
  /** A retry takes the newest revision. */
  readonly refresh?: boolean;
};

/** spec.syncPolicy.syncOptions, or the sync-options annotation of one object laid over them. */
export type SyncOptions = {
  readonly createNamespace: boolean;
  readonly prune: boolean;
  /** Prune=confirm. */
  readonly pruneNeedsApproval: boolean;
  readonly pruneLast: boolean;
  readonly applyOutOfSyncOnly: boolean;
  readonly respectIgnoreDifferences: boolean;
  readonly skipDryRunOnMissingResource: boolean;
  readonly failOnSharedResource: boolean;
  /** PUT in place of apply: what Git does not say goes back to its default. */
  readonly replace: boolean;
  /** Delete and create again where a change in place is refused; with `replace` always. */
  readonly force: boolean;
  /** Validate=false: fields that the API server does not know are left out in place of being refused. */
  readonly validate: boolean;
  /** false: fields that others once applied stay theirs. */
  readonly clientSideApplyMigration?: boolean;
  readonly prunePropagationPolicy: "foreground" | "background" | "orphan";
};
