export type SyncPolicy = {
  /** undefined: manual sync only. */
  readonly automated?: { readonly prune: boolean; readonly selfHeal: boolean; readonly allowEmpty: boolean };
  /** undefined: an automated sync retries 5 times from 5 s, a manual one not at all (Argo CD). */
  readonly retry?: RetryPolicy;
  readonly options: SyncOptions;
};

/** limit -1: without end. Each pause is `durationMs × factor^n`, at most maxDurationMs. */
export type RetryPolicy = {
  readonly limit: number;
  readonly durationMs: number;
  readonly factor: number;
  readonly maxDurationMs: number;
};

/** spec.syncPolicy.syncOptions, or the sync-options annotation of one object laid over them. */
export type SyncOptions = {
  readonly createNamespace: boolean;
  readonly prune: boolean;
  readonly pruneLast: boolean;
  readonly applyOutOfSyncOnly: boolean;
  readonly respectIgnoreDifferences: boolean;
  readonly skipDryRunOnMissingResource: boolean;
  readonly failOnSharedResource: boolean;
  readonly prunePropagationPolicy: "foreground" | "background" | "orphan";
};
