import type { SyncPlan, SyncTask } from "../plan/sync-plan.ts";
import { comparePlaces } from "../plan/task-order.ts";
import type { Operation, TaskResult } from "./operation.ts";

/** A task and what came of it so far. */
export type Entry = { readonly task: SyncTask; readonly result?: TaskResult };

/** One wave of one phase. */
export type Wave = readonly Entry[];

/** A plan as it stands: the waves in order, those of SyncFail apart, since they run only after a failure. */
export type Board = {
  readonly entries: readonly Entry[];
  readonly byId: ReadonlyMap<string, Entry>;
  readonly waves: readonly Wave[];
  readonly rescueWaves: readonly Wave[];
  /** More than one wave: health is waited for (multiStep of gitops-engine, which counts SyncFail too). */
  readonly multiStep: boolean;
};

/** Lays the results of an operation on the tasks of its plan. */
export function toBoard(plan: SyncPlan, operation: Operation): Board {
  const results = new Map(operation.results.map((result) => [result.task, result]));
  const entries = plan.tasks.map((task): Entry => {
    const result = results.get(task.id);
    return result === undefined ? { task } : { task, result };
  });
  const all = toWaves(entries);
  const isRescue = (wave: Wave) => wave[0]?.task.phase === "SyncFail";
  return {
    entries,
    byId: new Map(entries.map((entry) => [entry.task.id, entry])),
    waves: all.filter((wave) => !isRescue(wave)),
    rescueWaves: all.filter(isRescue),
    multiStep: all.length > 1,
  };
}

function toWaves(entries: readonly Entry[]): readonly Wave[] {
  const waves: Entry[][] = [];
  for (const entry of entries) {
    const present = waves.at(-1);
    const first = present?.[0];
    if (first !== undefined && comparePlaces(first.task, entry.task) === 0) present?.push(entry);
    else waves.push([entry]);
  }
  return waves;
}

/** Tells whether a task still has to be written, or to be tried again. */
export function isPending({ result }: Entry): boolean {
  return result === undefined || (result.phase === "Running" && result.code === undefined);
}

/** Tells whether a task was written and its health, completion or disappearance is not known yet. */
export function isRunning({ result }: Entry): boolean {
  return result?.phase === "Running" && result.code !== undefined;
}

/** Tells whether a task is over and did not succeed. */
export function isFailed({ result }: Entry): boolean {
  return result?.phase === "Failed";
}
