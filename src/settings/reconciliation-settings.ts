/**
 * When an application is compared although nothing moved, and how long an unreachable repository is borne with. The last two are
 * Argo CD's argocd-cmd-params-cm's.
 */
export type ReconciliationSettings = {
  /** timeout.reconciliation: at least this often; undefined (or "0"): once a day. Moves are noticed every minute anyway. */
  readonly periodMs?: number;
  /** timeout.reconciliation.jitter: up to so much later, by the application's name. */
  readonly jitterMs: number;
  /** timeout.hard.reconciliation: rendered anew at least this often; undefined (or "0"): when somebody asks for it. */
  readonly hardPeriodMs?: number;
  /** controller.repo.error.grace.period.seconds: so long what was known of Git stays. */
  readonly graceMs: number;
  /** server.sync.replace.allowed: whether people may ask for a sync that replaces. */
  readonly replaceAllowed: boolean;
};

const defaultGraceSeconds = 180;

/** What counts where nothing is set: Argo CD's grace, and a comparison a day. */
export const defaultReconciliation: ReconciliationSettings = {
  jitterMs: 0,
  graceMs: defaultGraceSeconds * 1_000,
  replaceAllowed: true,
};
