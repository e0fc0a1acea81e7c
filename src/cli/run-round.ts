import { setTimeout as sleep } from "node:timers/promises";
import { type ApplicationName, formatApplicationName } from "../application/application.ts";
import type { ControlPlane, DeclaredApplication } from "../application/control-plane.ts";
import type { Local } from "../local/open-local.ts";
import { settle } from "../local/settle.ts";
import type { SyncRequest } from "../record/state.ts";
import type { Outcome } from "../stories/outcome.ts";
import type { CommandContext } from "./command-context.ts";
import type { RunItem } from "./format-run.ts";
import { createProgress } from "./progress.ts";
import { isGood, toBrokenItem, toRunItem } from "./run-item.ts";
import type { RunOptions } from "./run-options.ts";
import { createTurns, type Turns } from "./turns.ts";

/** Heads of Git and shared lists of clusters are read anew this often while a round runs. */
const rereadMs = 1_000;
/** Applications that are compared for the first time share what was read for the first of them, but not for longer. */
const sharedMs = 5_000;

type Run = { readonly options: RunOptions; readonly context: CommandContext };

/** Brings every application to rest, side by side; one that fails does not stop the others. Gives them in their order. */
export async function runRound(
  controlPlane: ControlPlane,
  local: Local,
  run: Run,
): Promise<readonly RunItem[]> {
  local.startRound();
  await local.saveSpecs(controlPlane.manifests);
  const progress = createProgress(run.context.streams.err);
  const done = new Map<string, RunItem>();
  const total = controlPlane.applications.length;
  const turns = createTurns();
  const reread = startRereads(local, turns);
  const settleOne = toSettle({ ...local, ports: turns.watch(local.ports) }, run, turns);
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

/** Has what was read for the round read anew now and then, until the caller ends it. */
function startRereads(local: Pick<Local, "startRound" | "ports">, turns: Turns): NodeJS.Timeout {
  const { now } = local.ports.clock;
  let readAt = now();
  return setInterval(() => {
    if (turns.areComparing() && now() - readAt < sharedMs) return;
    readAt = now();
    local.startRound();
  }, rereadMs);
}

function toSettle(
  local: Local,
  { options, context }: Run,
  turns: Turns,
): (declared: DeclaredApplication) => Promise<RunItem> {
  const timeoutAt = local.ports.clock.now() + options.timeout;
  return async (declared) => {
    const { application, name } = declared;
    if (application === undefined) return toBrokenItem(declared, local.ports.clock.now());
    const settled = await settle(name, local.ports, {
      timeoutAt,
      inTurn: turns.of(name),
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
