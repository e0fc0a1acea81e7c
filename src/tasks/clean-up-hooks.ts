import { codeOf, messageOf, nextMove, ReconcileError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { isDeletedAfter } from "../sync/clean-up.ts";
import { isHeld } from "../sync/hook-hold.ts";
import type { TaskResult } from "../sync/operation.ts";
import { deadlineOf } from "../sync/outcome.ts";
import { withResults } from "../sync/results.ts";
import type { Observation } from "../sync/step.ts";
import { deleteHook, releaseHook } from "./hook-object.ts";
import { inParallel } from "./in-parallel.ts";
import { readTasks } from "./read-tasks.ts";
import { isOutOfTime, noteHold, resultOf, type SyncRun } from "./sync-work.ts";

/**
 * Releases hooks whose outcome is saved and deletes those whose policy says so. Gives why some must be tried again, if
 * they must; a cluster that refuses for good does not hold up the sync.
 */
export async function cleanUpHooks(tasks: readonly SyncTask[], run: SyncRun): Promise<string | undefined> {
  const lives = await readTasks(tasks.filter(isHeld), run);
  const used = tasks.flatMap((task): readonly Used[] => {
    const result = resultOf(run, task.id);
    return result === undefined ? [] : [{ task, result, seen: lives.get(task.id) ?? {} }];
  });
  const ends = await inParallel(used, limits.clusterRequestsInFlightMax, (hook) => cleanUp(hook, run));
  run.operation = withResults(
    run.operation,
    ends.flatMap((end) => end.cleaned ?? []),
  );
  return ends.find((end) => end.trouble !== undefined)?.trouble;
}

type Used = { readonly task: SyncTask; readonly result: TaskResult; readonly seen: Observation };
/** Neither: there was no time left, so it is done in the next call. */
type End = { readonly cleaned?: TaskResult; readonly trouble?: string };

async function cleanUp({ task, result, seen }: Used, run: SyncRun): Promise<End> {
  const ref = { ...task.ref, name: result.name };
  const { uid } = result;
  if (isOutOfTime(run)) return {};
  try {
    if (seen.unknown !== undefined) throw new ReconcileError("CLUSTER_UNREACHABLE", seen.unknown);
    if (seen.live !== undefined && seen.live.metadata.uid === uid) await releaseHook(seen.live, run);
    if (isOutOfTime(run)) return {};
    const isTerminating = run.operation.phase === "Terminating";
    if (isDeletedAfter(task, result, isTerminating)) await deleteHook({ task, ref, uid }, run);
    return { cleaned: { ...result, cleaned: true } };
  } catch (error) {
    return toTrouble(error, result, run);
  }
}

function toTrouble(error: unknown, result: TaskResult, run: SyncRun): End {
  const code = codeOf(error);
  if (code === undefined || code === "LEASE_LOST") throw error;
  const lastTryAt = deadlineOf(result) + limits.waveDeadlineMs;
  const message = messageOf(error);
  if (code === "PAUSED") return noteHold(error, run) ?? {};
  const mayPass = nextMove[code] !== "stall" && run.effects.clock.now() < lastTryAt;
  if (mayPass) return { trouble: message };
  return { cleaned: { ...result, cleaned: true, message: `${result.message} (not cleaned up: ${message})` } };
}
