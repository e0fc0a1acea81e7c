import { ReconcileError } from "../errors.ts";
import { limits } from "../limits.ts";
import { toPollMs } from "../sync/gate.ts";
import type { Operation } from "../sync/operation.ts";
import { toFinished, withResults } from "../sync/results.ts";
import type { Step } from "../sync/step.ts";
import { nextStep } from "../sync/sync.ts";
import { cleanUpHooks } from "../tasks/clean-up-hooks.ts";
import { readTasks } from "../tasks/read-tasks.ts";
import {
  type CarriedOut,
  isOutOfTime,
  type SyncEffects,
  type SyncRun,
  type SyncWork,
} from "../tasks/sync-work.ts";
import { performTasks } from "../tasks/tasks.ts";
import { isNewWave, needsSaving, placeOf, type Saved } from "./save-points.ts";

/**
 * Carries a sync on until it is finished, waits, gives way or is out of time; it never sleeps. It may die at any await and be
 * called again, with the operation as last saved and the same plan or a newer one: it ends in the same place, and no hook
 * that succeeded runs again. The caller has saved the operation before the first call, and saves the one that it gets back.
 * Throws LEASE_LOST, and what `save` throws.
 */
export async function carryOut(work: SyncWork, effects: SyncEffects): Promise<CarriedOut> {
  const run = toRun(work, effects);
  let saved: Saved = { operation: work.operation };
  for (let count = 0; count < limits.syncStepsMax; count += 1) {
    const now = effects.clock.now();
    const step = nextStep(work.plan, run.operation, toObserved(run), now);
    if (step.do === "finish") return finish(run, step, now);
    if (isOutOfTime(run)) return pause(run, toNextCall(step, now));
    if (await givesWay(step, run)) {
      run.operation = toYielding(run.operation);
      continue;
    }
    if (step.do === "wait") return pause(run, step);
    if (needsSaving(step, run.operation, saved)) {
      await effects.save(run.operation);
      saved = { ...saved, operation: run.operation };
    }
    saved = { ...saved, place: placeOf(step) ?? saved.place };
    const obstacle = toObstacle(await perform(step, run), run, now);
    if (obstacle !== undefined) return pause(run, obstacle);
  }
  throw new ReconcileError(
    "LIMIT_EXCEEDED",
    `Cannot carry out a sync: more than ${limits.syncStepsMax} steps`,
  );
}

function toNextCall(step: Step, now: number): { readonly untilMs: number; readonly reason: string } {
  return step.do === "wait" ? step : { untilMs: now, reason: "out of time, goes on at once" };
}

function toRun(work: SyncWork, effects: SyncEffects): SyncRun {
  const { operation } = work;
  const empty = { observed: new Map(), tried: new Set<string>(), written: new Map(), pruned: [] };
  return { work, effects, operation, ...empty };
}

function toObserved(run: SyncRun) {
  return { live: run.observed, tried: run.tried, healthOf: run.work.isHealthy };
}

/** What keeps the next step from being taken now: a pause, or a trouble. */
function toObstacle(
  trouble: string | undefined,
  { held, work }: SyncRun,
  now: number,
): { readonly untilMs: number; readonly reason: string } | undefined {
  if (held !== undefined) return { untilMs: now + toPollMs(now - work.operation.startedAt), reason: held };
  return trouble === undefined ? undefined : { untilMs: now + limits.wavePollMs, reason: trouble };
}

/** Takes one step; gives a trouble that makes it wait. */
async function perform(step: Step, run: SyncRun): Promise<string | undefined> {
  if (step.do === "cleanUp") return await cleanUpHooks(step.tasks, run);
  if (step.do === "record") run.operation = withResults(run.operation, step.results);
  if (step.do === "run") run.operation = withResults(run.operation, await performTasks(step.tasks, run));
  if (step.do === "observe") {
    for (const [id, observation] of await readTasks(step.tasks, run)) run.observed.set(id, observation);
  }
  return undefined;
}

/**
 * Between waves, or while a wave waits and no hook runs: a commit that repairs what is waited for must not wait for it. Not for
 * ever: after so many times in a row one operation runs to its end.
 */
async function givesWay(step: Step, run: SyncRun): Promise<boolean> {
  const { operation, work } = run;
  if (operation.phase !== "Running" || (operation.yields ?? 0) >= limits.yieldsMax) return false;
  const mayYield = step.do === "wait" ? !isHookRunning(operation) : isNewWave(step, operation);
  return mayYield && (await work.shouldYield());
}

function isHookRunning({ results }: Operation): boolean {
  return results.some((result) => result.hook && result.phase === "Running");
}

function toYielding(operation: Operation): Operation {
  const message = "gave way to a newer revision";
  return { ...operation, phase: "Terminating", terminated: true, superseded: true, message };
}

function finish(run: SyncRun, end: Extract<Step, { do: "finish" }>, now: number): CarriedOut {
  const isTerminated = run.operation.phase === "Terminating";
  const operation = isTerminated ? ({ ...run.operation, terminated: true } as const) : run.operation;
  return toProgress(run, toFinished(operation, { phase: end.phase, message: end.message, now }));
}

function pause(run: SyncRun, wait: { readonly untilMs: number; readonly reason: string }): CarriedOut {
  const { untilMs, reason } = wait;
  // What is ending says why it ends, not what it waits for.
  const { phase, message } = run.operation;
  const operation = { ...run.operation, message: phase === "Terminating" ? message : reason };
  return { ...toProgress(run, operation), wait: { untilMs, reason } };
}

function toProgress({ written, pruned }: SyncRun, operation: Operation): CarriedOut {
  const yielded = operation.superseded === true && operation.finishedAt !== undefined;
  return { operation, yielded, written, pruned };
}
