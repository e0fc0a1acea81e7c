import type { SyncTask } from "../plan/sync-plan.ts";
import { isSameRank } from "../plan/task-order.ts";
import { type Board, type Entry, isFailed, isPending, isRunning, type Wave } from "./board.ts";
import type { TaskResult } from "./operation.ts";
import { deadlineOf, lookAt } from "./outcome.ts";
import type { Observed, Step } from "./step.ts";
import { toResult } from "./task-result.ts";
import { toWait } from "./wait.ts";

/** What a wave is judged by. */
export type WaveContext = Observed & {
  readonly now: number;
  /** No wave follows it. */
  readonly isLast: boolean;
  readonly multiStep: boolean;
  readonly board: Board;
};

/** Names the next step of one wave; undefined: the wave is done, well or not. */
export function nextOfWave(wave: Wave, context: WaveContext): Step | undefined {
  const known = wave.flatMap((entry) => toKnownResult(entry, context));
  if (known.length > 0) return { do: "record", results: known };
  const runnable = wave.filter((entry) => isRunnable(entry, context));
  if (runnable.length > 0) return { do: "run", tasks: toFirstRank(runnable) };
  const awaited = toAwaited(wave, context);
  const unseen = awaited.filter(({ task }) => !context.live.has(task.id));
  if (unseen.length > 0) return { do: "observe", tasks: unseen.map(({ task }) => task) };
  const outcomes = awaited.flatMap((entry) => toOutcome(entry, context));
  if (outcomes.length > 0) return { do: "record", results: outcomes };
  const delayed = wave.some(isFailed)
    ? []
    : wave.filter((entry) => isPending(entry) && !isHopeless(entry, context));
  const waits = [...awaited, ...delayed];
  return waits.length === 0 ? undefined : toWait(waits, context);
}

/** Results that need no request: nothing to write, nothing that may be written, or too many tries. */
function toKnownResult(entry: Entry, { now, healthOf }: WaveContext): readonly TaskResult[] {
  const { task, result } = entry;
  if (result !== undefined) return isPending(entry) && now >= deadlineOf(result) ? [toGivenUp(result)] : [];
  const base = { startedAt: now, message: task.reason ?? "" };
  if (task.action === "skipPrune")
    return [toResult(task, { ...base, phase: "Succeeded", code: "PruneSkipped" })];
  if (task.action === "refuse") return [toResult(task, { ...base, phase: "Failed", code: "SyncFailed" })];
  if (task.action !== "unchanged" || task.live === undefined) return [];
  const health = healthOf(task.live);
  const phase = health === undefined || health.status === "Healthy" ? "Succeeded" : "Running";
  const { uid } = task.live.metadata;
  const fields = { phase, code: "Synced", message: "unchanged", startedAt: now } as const;
  return [toResult(task, uid === undefined ? fields : { ...fields, uid })];
}

function toGivenUp(result: TaskResult): TaskResult {
  return {
    ...result,
    phase: "Failed",
    code: "SyncFailed",
    message: `gave up trying again: ${result.message}`,
  };
}

function isRunnable(entry: Entry, context: WaveContext): boolean {
  if (!isPending(entry) || context.tried.has(entry.task.id)) return false;
  const crd = crdOf(entry, context);
  return crd === undefined || crd.result?.phase === "Succeeded";
}

/** The CRD that brings this task's kind failed, so the task can never run. */
function isHopeless(entry: Entry, context: WaveContext): boolean {
  const crd = crdOf(entry, context);
  return crd !== undefined && isFailed(crd);
}

function crdOf({ task }: Entry, { board }: WaveContext): Entry | undefined {
  const id = task.awaitsKind?.crd;
  return id === undefined ? undefined : board.byId.get(id);
}

/** The first kind rank of what can run: kinds go in order, objects of one kind at the same time. */
function toFirstRank(entries: readonly Entry[]): readonly SyncTask[] {
  const tasks = entries.map(({ task }) => task);
  const [first] = tasks;
  return first === undefined ? [] : tasks.filter((task) => isSameRank(first, task));
}

/**
 * What has to be done before the wave is: after a failure its running hooks; while something waits for its kind, the CRD;
 * then, unless the wave is the last and has no hooks, everything (in a sync of one wave only its hooks).
 */
function toAwaited(wave: Wave, context: WaveContext): readonly Entry[] {
  const running = wave.filter(isRunning);
  const hooks = running.filter(({ task }) => task.action === "hook");
  if (wave.some(isFailed)) return hooks;
  const pending = wave.filter(isPending);
  if (pending.length > 0) return toUnestablished(pending, context);
  if (!context.isLast) return running;
  if (!wave.some(({ task }) => task.action === "hook")) return [];
  return context.multiStep ? running : hooks;
}

function toUnestablished(pending: readonly Entry[], context: WaveContext): readonly Entry[] {
  const crds = pending.flatMap((entry) => crdOf(entry, context) ?? []);
  return [...new Set(crds)].filter(isRunning);
}

function toOutcome({ task, result }: Entry, context: WaveContext): readonly TaskResult[] {
  const observation = context.live.get(task.id);
  if (result === undefined || observation === undefined) return [];
  const { phase, message } = lookAt({ task, result }, observation, context);
  if (phase === "Running") return [];
  return [{ ...result, phase, message }];
}
