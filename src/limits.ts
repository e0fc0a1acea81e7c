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
  /** Problems of one document that are printed; the rest is counted. */
  problemsPerDocumentMax: 50,
  /** A duration in a spec: a week; longer ones are mistakes or attacks on the scheduler. */
  durationMsMax: 7 * 24 * 3_600_000,
  /** Aliases one YAML document may expand, against "billion laughs". */
  yamlAliasesMax: 100,
  /** Symbolic links followed for one path, Linux's own number. */
  symlinkHopsMax: 40,
  /** etcd's default request size, 1.5 MiB, is the API server's limit for one object. */
  objectBytesMax: 1_572_864,
  /** Bytes of all files that one application reads. */
  filesBytesPerApplicationMax: 100 * 1024 * 1024,
  /** Linux's PATH_MAX: no real link has a longer target. */
  linkTargetBytesMax: 4_096,
  /** Entries listed below one path; a directory graph of shared trees ("git bomb") ends here. */
  treeEntriesMax: 200_000,
  /** A pack, a whole clone at depth 1. */
  packBytesMax: 512 * 1024 * 1024,
  /** Packs kept for one repository, one per fetch; more, and it is cloned again at depth 1. */
  packsMax: 50,
  /** A list of refs: some 700,000 of them. */
  refsBytesMax: 64 * 1024 * 1024,
  /** Redirects followed for one request to a Git server. */
  gitRedirectsMax: 5,
  /** One run of helm or kustomize. */
  toolTimeoutMs: 90_000,
  toolOutputBytesMax: 20 * 1024 * 1024,
  /** Memory of one run of a tool, against templates that grow without end. */
  toolMemoryBytesMax: 1024 * 1024 * 1024,
  /** All files handed to one run of a tool. */
  toolInputBytesMax: 64 * 1024 * 1024,
  toolRunsAtOnceMax: 2,
  /** Looks at a revision until a render is decided: one for each level of folders that name other folders. */
  renderStepsMax: 64,
  /** The API server ends a request at 60 s itself; ours ends sooner, so that a lease can outlive it. */
  clusterRequestTimeoutMs: 30_000,
  gitRequestTimeoutMs: 60_000,
  /** Seats in API priority and fairness: an IAM principal on EKS shares 49 with others (`global-default`). */
  clusterRequestsInFlightMax: 16,
  clusterListsInFlightMax: 4,
  listPageObjectsMax: 500,
  /** Up to this many objects of a kind in a namespace are read by GET, more by one list. */
  readByGetMax: 2,
  /** One answer: a page of 500 objects is 1 MB as a rule; a page of large Secrets is read one by one instead. */
  clusterAnswerBytesMax: 64 * 1024 * 1024,
  /** 100,000 objects of one kind in one namespace. */
  listPagesMax: 200,
  /** Restarts of a paged list whose continue token expired (410 Gone). */
  listRestartsMax: 3,
  /** Kinds of which orphans are looked for: a cluster with many operators has some 150 namespaced ones. */
  orphanKindsMax: 300,
  /** Objects of one kind, in pages of listPageObjectsMax, and of all kinds, that one look for orphans reads. */
  orphanPagesMax: 10,
  orphanObjectsMax: 20_000,
  /** Orphans, and kinds that could not be listed, that are kept and named; the rest is counted. */
  orphansNamedMax: 10,
  /** A connection that lay idle longer is not trusted: load balancers drop theirs after 60 s without a word. */
  clusterIdleMs: 30_000,
  /** A token from a file or from EKS is asked for again after this long; both rotate and renew early. */
  clusterTokenKeptMs: 30_000,
  /** Text of an API server's message that a message of ours quotes. */
  apiMessageCharsMax: 1_000,
  /** From so many suspects of an apiVersion on, its OpenAPI document is read: it weighs about as much as that many dry-runs. */
  schemaSuspectsMin: 3,
  /** Tries of an apply that leaves out what the server does not know: each takes one level of nesting. */
  undeclaredTriesMax: 20,
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
  /** Pause after an outside failed (Git, cluster, table) before the application is looked at again. */
  failurePauseMs: 5_000,
  /** The longest such pause, once it has failed for long. */
  failurePauseMaxMs: 5 * 60_000,
  /** Pause of an application that ended its process again and again. */
  poisonPauseMs: 10 * 60_000,
  /** Pause between two looks at a wave that waits. */
  wavePollMs: 1_000,
  /** The longest pause, once a wave has waited for long. */
  wavePollMaxMs: 10_000,
  /** Times in a row that an operation gives way to a newer revision, before one runs to its end. */
  yieldsMax: 3,
  /** Steps of one call of a sync: each ends a rank of kinds, a look or a wave, so a real sync needs far fewer. */
  syncStepsMax: 100_000,
  /** Fields that one object's difference names; the printed diff has all of them. */
  differencesMax: 200,
  /** Edits that a printed diff looks for; beyond, the whole text is shown as replaced. */
  diffEditsMax: 2_000,
  /** Sync records that are printed for one application. */
  recordsShownMax: 100,
  /** Sync records that are kept in the status (spec.revisionHistoryLimit's default). */
  historyMax: 10,
  /** Chunks of one application's bulk data, each under tableItemBytesMax: some 24 MB compressed. */
  tableChunksMax: 64,
  /** Compressed text of the table when it is unpacked, against a damaged or hostile item. */
  storedTextBytesMax: 256 * 1024 * 1024,
  /** Applications that one look at the due index gives; the next look gives the others. */
  dueApplicationsMax: 1_000,
  /** A message that nobody acted on is sent again after this long; by then a queue has delivered it or lost it. */
  resendPauseMs: 5 * 60_000,
  /** Repositories and clusters that a tick or an observation asks at the same time. */
  outsidesAtOnceMax: 8,
  /** Folders that are noted for one application; of one that reads more, every commit counts. */
  watchedFoldersMax: 100,
  /** SQS delays no message longer. */
  queueDelayMsMax: 15 * 60_000,
  /** Rests of a webhook: GitHub's own limit is 25 MB, a push of 2,048 commits with their texts is under 1 MB. */
  webhookBodyBytesMax: 1024 * 1024,
  /** A webhook's signature is remembered for so long; GitHub redelivers for three days. */
  deliveryKeptMs: 3 * 24 * 3_600_000,
  /** Body of an API request; the largest that is taken is an Application. */
  apiBodyBytesMax: 1024 * 1024,
  /** Applications of one page of the API; more come with the cursor. */
  apiPageMax: 100,
  /** The pauses are asked for again after this long: a write to a cluster may begin so much after a pause was put. */
  pausesKeptMs: 1_000,
  /** A warm function asks for its settings again after this long. */
  settingsKeptMs: 30_000,
  /** Applications that one depends on, directly or not: beyond, a circle is not looked for. */
  dependenciesMax: 200,
  /** An operation that nobody looked at for so long has lost its turn on its cluster; looks are some seconds apart. */
  seatMs: 5 * 60_000,
  /** The longest pause between two looks at what waits to begin: for a dependency, a resume, its turn on a cluster. */
  gatePollMaxMs: 60_000,
  /** A local lease is renewed for so long: an operation that waits gives its lease back much earlier. */
  leaseRenewMsMax: 60 * 60_000,
  /** Requests to DynamoDB: an answer takes some 10 ms, so a silent connection is a broken one. */
  tableRequestTimeoutMs: 5_000,
  tableAttemptsMax: 4,
} as const;
