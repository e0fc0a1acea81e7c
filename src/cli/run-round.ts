import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { type ApplicationName, formatApplicationName } from "../application/application.ts";
import type { ControlPlane, DeclaredApplication } from "../application/control-plane.ts";
import type { Local } from "../local/open-local.ts";
import { type SettleOptions, settle } from "../local/settle.ts";
import type { SyncRequest } from "../record/state.ts";
import type { Outcome } from "../stories/outcome.ts";
import type { CommandContext } from "./command-context.ts";
import type { RunItem } from "./format-run.ts";
import { createProgress } from "./progress.ts";
import { isGood, toBrokenItem, toRunItem } from "./run-item.ts";
import type { RunOptions } from "./run-options.ts";

/**
 * So many applications are worked on at the same time: while some wait for a kind to be applied or for the table, others keep the
 * cluster busy. Each is small, and requests are capped for each cluster.
 */
const applicationsAtOnce = 20;
/** Looks at applications whose health is waited for; few, so that they do not slow down those that sync. */
const looksAtOnce = 2;
const lookPauseMs = 200;
const lookPatienceMs = 10_000;
/** Heads of Git and shared lists of clusters are read anew this often while a round runs. */
const rereadMs = 1_000;

type Run = { readonly options: RunOptions; readonly context: CommandContext };

/** Brings every application to rest, side by side; one that fails does not stop the others. Gives them in their order. */
export async function runRound(
  controlPlane: ControlPlane,
  local: Local,
  run: Run,
): Promise<readonly RunItem[]> {
  local.startRound();
  await local.saveSpecs(controlPlane.manifests);
  const reread = setInterval(() => local.startRound(), rereadMs);
  const progress = createProgress(run.context.streams.err);
  const done = new Map<string, RunItem>();
  const total = controlPlane.applications.length;
  const settleOne = toSettle(local, run);
  try {
    return await Promise.all(
      controlPlane.applications.map(async (declared) => {
        const item = await settleOne(declared);
        done.set(formatApplicationName(declared.name), item);
        const good = [...done.values()].filter(isGood).length;
        progress.show(`${done.size} of ${total} applications done, ${good} Synced and Healthy`);
        return item;
      }),
    );
  } finally {
    clearInterval(reread);
    progress.clear();
  }
}

/** Gives turns: what syncs first, and looks only while nothing does, or after they have waited long enough. */
function createTurns(): SettleOptions["inTurn"] {
  const syncs = pLimit(applicationsAtOnce);
  const looks = pLimit(looksAtOnce);
  const isBusy = () => syncs.activeCount + syncs.pendingCount > 0;
  return async (work, purpose) => {
    if (purpose === "sync") return await syncs(work);
    for (let waitedMs = 0; isBusy() && waitedMs < lookPatienceMs; waitedMs += lookPauseMs) {
      await sleep(lookPauseMs);
    }
    return await looks(work);
  };
}

function toSettle(
  local: Local,
  { options, context }: Run,
): (declared: DeclaredApplication) => Promise<RunItem> {
  const inTurn = createTurns();
  const timeoutAt = local.ports.clock.now() + options.timeout;
  return async (declared) => {
    const { application, name } = declared;
    if (application === undefined) return toBrokenItem(declared, local.ports.clock.now());
    const settled = await settle(name, local.ports, {
      timeoutAt,
      inTurn,
      sleep: async (milliseconds) => await sleep(milliseconds),
      onLook: (outcome) => explain(outcome, name, context),
      ...(options.sync
        ? { request: toRequest(context, application.syncPolicy.automated?.prune ?? false) }
        : {}),
    });
    return await toRunItem(application, settled.outcome, local);
  };
}

/** A manual sync prunes only where the application's policy does, as `argocd app sync` without --prune. */
function toRequest({ environment }: CommandContext, prune: boolean): SyncRequest {
  return { initiatedBy: { username: environment.username, automated: false }, prune };
}

function explain(outcome: Outcome, name: ApplicationName, { isVerbose, streams }: CommandContext): void {
  if (outcome.held || outcome.failure === undefined || !isVerbose()) return;
  const { cause } = outcome.failure;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  streams.err.write(`${formatApplicationName(name)}: ${text}\n`);
}
