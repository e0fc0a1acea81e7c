import type { SyncPlan } from "../plan/sync-plan.ts";
import { type Board, type Entry, isFailed, isRunning, toBoard } from "./board.ts";
import { hooksToClean } from "./clean-up.ts";
import { toFailureMessage } from "./failure-message.ts";
import type { Operation, TaskResult } from "./operation.ts";
import type { Observed, Step } from "./step.ts";
import { nextOfWave } from "./wave.ts";

/**
 * Names the next step of a sync. In: the plan, the operation with its results, and what is now observed. Out: one step. It
 * remembers nothing, so after a crash or a wait it is simply asked again, with a plan made anew from what is then live.
 *
 * 1. A hook whose outcome is known is released, and deleted if its policy says so.
 * 2. Waves run in order. Of a wave, results that need no request are recorded; then come prunes, then applies and hooks, one
 *    kind rank after another, all objects of a rank at the same time. One failure does not stop the others of its wave.
 * 3. What something still waits for is observed: health, completion, disappearance. The next wave starts when everything in
 *    this one is done. The last wave is not waited for, unless it has hooks or the plan says so: it is then Succeeded right
 *    after the applies.
 * 4. After a failure: running hooks end, SyncFail hooks run, and the sync is Failed.
 * 5. An operation that is Terminating deletes its running hooks and ends.
 *
 * The rules are gitops-engine's (Sync of
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/sync/sync_context.go),
 * except that every wait has a deadline.
 */
export function nextStep(plan: SyncPlan, operation: Operation, observed: Observed, now: number): Step {
  const board = toBoard(plan, operation);
  const seen = { ...observed, now };
  const isTrial = operation.choices?.dryRun === true;
  if (operation.phase === "Terminating") return terminate(board, operation);
  const used = hooksToClean(board.entries, false);
  if (used.length > 0) return { do: "cleanUp", tasks: used };
  if (plan.refusals.length > 0) return refuse(plan, board, seen);
  for (const [index, wave] of board.waves.entries()) {
    const isLast = index === board.waves.length - 1 && plan.waitForLast !== true;
    const step = nextOfWave(wave, { ...seen, isLast, multiStep: board.multiStep, board });
    if (step !== undefined) return step;
    if (wave.some(isFailed)) return isTrial ? failTrial(board) : rescue(board, seen);
  }
  const what = isTrial ? "dry run" : "all tasks run";
  return { do: "finish", phase: "Succeeded", message: `successfully synced (${what})` };
}

type Seen = Observed & { readonly now: number };

/** Nothing is started; hooks that an earlier plan of this operation started still end in order. */
function refuse(plan: SyncPlan, board: Board, seen: Seen): Step {
  const started = board.entries.filter((entry) => entry.task.action === "hook" && isRunning(entry));
  const wait = nextOfWave(started, { ...seen, isLast: false, multiStep: true, board });
  if (wait !== undefined) return wait;
  const message = `one or more synchronization tasks are not valid: ${plan.refusals.join("; ")}`;
  return { do: "finish", phase: "Failed", message };
}

/** Nothing was written, so nothing is to be rescued. */
function failTrial(board: Board): Step {
  return { do: "finish", phase: "Failed", message: `${toFailureMessage(board.waves, [])} (dry run)` };
}

function rescue(board: Board, seen: Seen): Step {
  for (const wave of board.rescueWaves) {
    const step = nextOfWave(wave, { ...seen, isLast: false, multiStep: true, board });
    if (step !== undefined) return step;
    if (wave.some(isFailed)) break;
  }
  return { do: "finish", phase: "Failed", message: toFailureMessage(board.waves, board.rescueWaves) };
}

function terminate(board: Board, operation: Operation): Step {
  const results = board.entries.flatMap(toTerminated);
  if (results.length > 0) return { do: "record", results };
  const used = hooksToClean(board.entries, true);
  if (used.length > 0) return { do: "cleanUp", tasks: used };
  return { do: "finish", phase: "Failed", message: operation.message || "Operation terminated" };
}

function toTerminated(entry: Entry): readonly TaskResult[] {
  const { task, result } = entry;
  if (task.action !== "hook" || result === undefined || !isRunning(entry)) return [];
  return [{ ...result, phase: "Failed", code: "SyncFailed", message: "Terminated" }];
}
