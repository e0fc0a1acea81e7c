import type { ApplicationName } from "../application/application.ts";
import { look } from "../look.ts";
import type { Ports } from "../ports/ports.ts";
import { reconcile } from "../reconcile.ts";
import type { SyncRequest } from "../record/state.ts";
import type { Outcome } from "../stories/outcome.ts";

/** How an application is brought to rest. Times in milliseconds. */
export type SettleOptions = {
  /** Since 1970: the end of all waiting. */
  readonly timeoutAt: number;
  /** A person asks for a sync; asked once. */
  readonly request?: SyncRequest;
  /** Runs a reconcile when there is room for one; `look`: only health is waited for, so what syncs may go first. */
  readonly inTurn: <T>(work: () => Promise<T>, purpose: "sync" | "look") => Promise<T>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly onLook: (outcome: Outcome) => void;
};

/** What the last look came to; `timedOut`: it had not come to rest. */
export type Settled = { readonly outcome: Outcome; readonly timedOut: boolean };

/** Between two looks at an application that another process works on. */
const heldPauseMs = 500;
/** After a look at something that is Progressing; twice as long after the next. A look costs as much as comparing everything. */
const progressPauseMs = 1_000;
const progressPauseMaxMs = 2_000;
/** A reconcile that finds much to do stops after this long and goes on in the next. */
const sliceMs = 60_000;
/** An outside that fails is asked so often before an application is left as it is. */
const failuresMax = 3;

/**
 * Reconciles one application until it is at rest: no operation runs or waits for a retry, nothing is Progressing, and nobody
 * else works on it; or until the time is up.
 */
export async function settle(name: ApplicationName, ports: Ports, options: SettleOptions): Promise<Settled> {
  let request = options.request;
  let failures = 0;
  let progressMs = progressPauseMs;
  let purpose: "sync" | "look" = "sync";
  for (;;) {
    const now = ports.clock.now();
    const deadline = Math.min(now + sliceMs, options.timeoutAt);
    const asked = request;
    const outcome: Outcome = await options.inTurn(
      () => advance(name, ports, { deadline, ...(asked === undefined ? {} : { request: asked }) }),
      purpose,
    );
    options.onLook(outcome);
    if (!outcome.held) request = undefined;
    failures = isFailing(outcome) ? failures + 1 : 0;
    const nextAt = failures >= failuresMax ? undefined : toNextLook(outcome, ports.clock.now(), progressMs);
    if (nextAt === undefined) return { outcome, timedOut: false };
    if (nextAt >= options.timeoutAt) return { outcome, timedOut: true };
    purpose = isProgressing(outcome) ? "look" : "sync";
    if (purpose === "look") progressMs = Math.min(2 * progressMs, progressPauseMaxMs);
    await options.sleep(Math.max(nextAt - ports.clock.now(), 0));
  }
}

/** Where a look finds nothing to do, nothing is written; else the application is marked and reconciled. */
async function advance(
  name: ApplicationName,
  ports: Ports,
  options: { readonly deadline: number; readonly request?: SyncRequest },
): Promise<Outcome> {
  const idle = options.request === undefined ? await look(name, ports) : undefined;
  if (idle !== undefined) return idle;
  return await reconcile(name, ports, { ...options, mark: true });
}

function isFailing(outcome: Outcome): boolean {
  return !outcome.held && outcome.failure !== undefined;
}

function toNextLook(outcome: Outcome, now: number, progressMs: number): number | undefined {
  if (outcome.held) return now + heldPauseMs;
  if (outcome.dueAt !== undefined) return outcome.dueAt;
  return isProgressing(outcome) ? now + progressMs : undefined;
}

function isProgressing(outcome: Outcome): boolean {
  if (outcome.held || outcome.dueAt !== undefined || outcome.failure !== undefined) return false;
  return outcome.state?.health.status === "Progressing";
}
