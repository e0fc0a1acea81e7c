import { codeOf, type ErrorCode, messageOf, nextMove } from "../errors.ts";
import { findResource } from "../kube/api-catalog.ts";
import { limits } from "../limits.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import type { TaskResult } from "../sync/operation.ts";
import type { Observation } from "../sync/step.ts";
import { toResult } from "../sync/task-result.ts";
import { inParallel } from "./in-parallel.ts";
import { performApply } from "./perform-apply.ts";
import { performHook } from "./perform-hook.ts";
import { performPrune } from "./perform-prune.ts";
import { performRelease } from "./perform-release.ts";
import { readTasks } from "./read-tasks.ts";
import { type Attempt, later } from "./sync-attempt.ts";
import { isOutOfTime, noteHold, resultOf, type SyncRun } from "./sync-work.ts";
import { tryTask } from "./try-task.ts";

/**
 * Writes tasks at the same time and gives what came of them. An error of one object is its result: failed with the API server's
 * message, or, where waiting may help, Running without a code until its deadline. Throws LEASE_LOST.
 */
export async function performTasks(tasks: readonly SyncTask[], run: SyncRun): Promise<readonly TaskResult[]> {
  const absent = await readAbsentKinds(tasks, run);
  if (isOutOfTime(run)) return [];
  const lives = await readAgain(tasks, run);
  // Twice what the adapter lets through, so that it never idles; more would only make `guard` answer too early.
  const { writesInFlightMax = limits.clusterRequestsInFlightMax } = run.work.connection;
  const results = await inParallel(tasks, 2 * writesInFlightMax, async (task) => {
    if (isOutOfTime(run)) return undefined;
    if (absent.has(task)) return toTaskResult(task, later("the cluster does not have its kind yet"), run);
    const tried = await attempt(task, lives.get(task.id), run);
    return tried === undefined ? undefined : toTaskResult(task, tried, run);
  });
  return results.filter((result) => result !== undefined);
}

/** What was tried before is read again: it may have been replaced, deleted or taken over since the plan was made. */
function readAgain(tasks: readonly SyncTask[], run: SyncRun): Promise<ReadonlyMap<string, Observation>> {
  const again = tasks.filter((task) => task.action === "apply" && resultOf(run, task.id) !== undefined);
  return readTasks(again, run);
}

/** A kind that a CRD of this sync brings is asked for anew, once for all objects. */
async function readAbsentKinds(tasks: readonly SyncTask[], run: SyncRun): Promise<ReadonlySet<SyncTask>> {
  const { cluster } = run.work.connection;
  // Nothing brings it where everything is only tried.
  if (run.operation.choices?.dryRun === true) return new Set();
  let absent = tasks.filter((task) => task.awaitsKind !== undefined);
  for (const fresh of [false, true]) {
    if (absent.length === 0) break;
    const catalog = await cluster.discover({ fresh });
    absent = absent.filter(({ ref }) => findResource(catalog, ref.apiVersion, ref.kind) === undefined);
  }
  return new Set(absent);
}

/** undefined: there was no time left for it, or a pause keeps it from being done. */
async function attempt(
  task: SyncTask,
  seen: Observation | undefined,
  run: SyncRun,
): Promise<Attempt | undefined> {
  try {
    if (run.operation.choices?.dryRun === true) return await tryTask(task, run);
    if (task.action === "prune") return await performPrune(task, run);
    if (task.action === "release") return await performRelease(task, run);
    if (task.action === "hook") return await performHook(task, run);
    return await performApply(task, seen, run);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || code === "LEASE_LOST") throw error;
    if (code === "PAUSED") return noteHold(error, run);
    return isWorthWaiting(code, task)
      ? later(messageOf(error))
      : { phase: "Failed", code: "SyncFailed", message: messageOf(error) };
  }
}

function isWorthWaiting(code: ErrorCode, task: SyncTask): boolean {
  return nextMove[code] !== "stall" || (code === "KIND_MISSING" && task.awaitsKind !== undefined);
}

function toTaskResult(task: SyncTask, outcome: Attempt, run: SyncRun): TaskResult {
  if (outcome.phase === "Running" && outcome.code === undefined) run.tried.add(task.id);
  const before = resultOf(run, task.id);
  const startedAt = before?.startedAt ?? run.effects.clock.now();
  const kept = before?.replaces === undefined ? {} : { replaces: before.replaces };
  return toResult(task, { ...kept, ...outcome, startedAt });
}
