/** Every bound of the program, each with its reason. Bytes, milliseconds and counts, named by their unit. */
export const limits = {
  /** Argo CD's reposerver.max.combined.directory.manifests.size. */
  manifestsBytesMax: 10 * 1024 * 1024,
  /** A file of a repository that is read as text: a manifest, a values file, a chart file. */
  fileBytesMax: 5 * 1024 * 1024,
  /** Files that one application may read. */
  filesPerApplicationMax: 5_000,
  /** Documents of one application; a cluster of thousands of objects is split by its owners anyway. */
  objectsPerApplicationMax: 10_000,
  /** Depth of YAML and JSON; the API server's own limit is far below. */
  documentDepthMax: 100,
  /** Aliases one YAML document may expand, against "billion laughs". */
  yamlAliasesMax: 100,
  /** Symbolic links followed for one path, Linux's own number. */
  symlinkHopsMax: 40,
  /** etcd's default request size, 1.5 MiB, is the API server's limit for one object. */
  objectBytesMax: 1_572_864,
  /** A pack, a whole clone at depth 1. */
  packBytesMax: 512 * 1024 * 1024,
  /** One run of helm or kustomize. */
  toolTimeoutMs: 90_000,
  toolOutputBytesMax: 20 * 1024 * 1024,
  /** The API server ends a request at 60 s itself; ours ends sooner, so that a lease can outlive it. */
  clusterRequestTimeoutMs: 30_000,
  gitRequestTimeoutMs: 60_000,
  /** Seats in API priority and fairness: an IAM principal on EKS shares 49 (DESIGN 5). */
  clusterRequestsInFlightMax: 16,
  clusterListsInFlightMax: 4,
  listPageObjectsMax: 500,
  /** Up to this many objects of a kind in a namespace are read by GET, more by one list. */
  readByGetMax: 2,
  /** Retries of one request after 429 or a broken connection. */
  clusterRetriesMax: 5,
  /** Before every write to a cluster: this much of the lease must be left (skew + the API server's own 60 s). */
  leaseMarginMs: 90_000,
  /** DynamoDB's item limit is 400 kB; names and numbers need some of it. */
  tableItemBytesMax: 380_000,
  /** An application that fails this often without a finish is Poisoned. */
  triesMax: 5,
  /** A resource or hook of a wave that is not healthy by then fails the operation. */
  waveDeadlineMs: 10 * 60_000,
  /** Pause between two looks at a wave that waits. */
  wavePollMs: 1_000,
  /** Sync records that are kept in the status (spec.revisionHistoryLimit's default). */
  historyMax: 10,
} as const;
