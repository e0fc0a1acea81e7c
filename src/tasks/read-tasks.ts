import { codeOf, messageOf } from "../errors.ts";
import { formatKey, toRef } from "../kube/key.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import type { LiveReading } from "../ports/cluster.ts";
import type { Observation } from "../sync/step.ts";
import { resultOf, type SyncRun } from "./sync-work.ts";

/** Reads the objects of tasks as they are now; a cluster that does not answer makes them unknown, never absent. */
export async function readTasks(
  tasks: readonly SyncTask[],
  run: SyncRun,
): Promise<ReadonlyMap<string, Observation>> {
  if (tasks.length === 0) return new Map();
  const named = tasks.map((task) => {
    const name = resultOf(run, task.id)?.name ?? task.ref.name;
    return { id: task.id, ref: { ...task.ref, name } };
  });
  const refs = named.map(({ ref }) => ref);
  const reading = await readOrUnknown(refs, run);
  const lives = new Map(reading.objects.map((live) => [formatKey(toRef(live)), live]));
  const unknown = new Map(reading.unknown.map(({ ref, message }) => [formatKey(ref), message]));
  return new Map(
    named.map(({ id, ref }): [string, Observation] => {
      const live = lives.get(formatKey(ref));
      if (live !== undefined) return [id, { live }];
      const message = unknown.get(formatKey(ref));
      return [id, message === undefined ? {} : { unknown: message }];
    }),
  );
}

async function readOrUnknown(refs: readonly SyncTask["ref"][], run: SyncRun): Promise<LiveReading> {
  try {
    return await run.work.connection.cluster.read(refs, { shared: false });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return { objects: [], unknown: refs.map((ref) => ({ ref, message: messageOf(error) })) };
  }
}
