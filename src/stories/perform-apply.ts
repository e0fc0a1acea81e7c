import { formatKey } from "../kube/key.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { isTakenOver } from "../sync/hook.ts";
import { describeDeletion } from "../sync/outcome.ts";
import type { Observation } from "../sync/step.ts";
import { type Attempt, later, rejected, written } from "./sync-attempt.ts";
import type { SyncRun } from "./sync-work.ts";

/**
 * Applies one object. `seen`: read again because it was tried before; else what the plan saw counts. A terminating object is
 * waited for: the API server would answer 200 to an apply that is deleted a moment later.
 */
export async function performApply(
  task: SyncTask,
  seen: Observation | undefined,
  run: SyncRun,
): Promise<Attempt> {
  const { desired, ref } = task;
  if (desired === undefined)
    return rejected(`Cannot apply ${formatKey(ref)}: the plan has no desired object`);
  if (seen?.unknown !== undefined) return later(seen.unknown);
  const live = seen === undefined ? task.live : seen.live;
  if (live?.metadata.deletionTimestamp !== undefined) return later(describeDeletion(live));
  if (live !== undefined && isTakenOver(live, desired.object, run.work.installation)) {
    return rejected(`Cannot apply ${formatKey(ref)}: another application has taken it over`);
  }
  run.effects.guard();
  const uid = live?.metadata.uid;
  const request = { object: desired.object, dryRun: false };
  const { cluster } = run.work.connection;
  const object = await cluster.apply(uid === undefined ? request : { ...request, uid });
  run.observed.set(task.id, { live: object });
  // The namespace of CreateNamespace is no part of the application.
  if (desired.index >= 0) run.written.set(formatKey(ref), object);
  return written(object, live === undefined ? "created" : "configured");
}
