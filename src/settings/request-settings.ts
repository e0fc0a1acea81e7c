/** Bounds on the requests to each cluster, as argocd-cmd-params-cm has them for the controller. What is undefined is not set. */
export type RequestSettings = {
  /** controller.kubectl.parallelism.limit: so many writes (and reads of single objects) are in flight at most. */
  readonly inFlightMax?: number;
  /** controller.k8s.client.qps and .burst: a bucket of `burst` requests that fills by `qps` a second. */
  readonly rate?: { readonly qps: number; readonly burst: number };
  /** controller.k8sclient.retry.max: so often a request that failed is tried again, after a 5xx of any kind, too. */
  readonly retriesMax?: number;
  /** controller.k8sclient.retry.base.backoff: the first pause before that; it doubles. */
  readonly retryPauseMs?: number;
};
