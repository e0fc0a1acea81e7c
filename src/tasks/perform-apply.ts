import { codeOf } from "../errors.ts";
import { formatKey } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { isRecreatable } from "../plan/object-tasks.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { isTakenOver } from "../sync/hook.ts";
import { describeDeletion } from "../sync/outcome.ts";
import type { Observation } from "../sync/step.ts";
import { continueRecreation, isMadeAnew, isRecreatedAlways, makeWay } from "./recreate.ts";
import { describeRefusal, isRefused } from "./refused-change.ts";
import { type Attempt, later, rejected, written } from "./sync-attempt.ts";
import type { SyncRun } from "./sync-work.ts";
import { type Write, writeObject } from "./write-object.ts";

/**
 * Applies one object, or replaces it, or deletes it and creates it again, as its sync options say. `seen`: read again because it
 * was tried before; else what the plan saw counts. A terminating object is waited for: the API server would answer 200 to
 * an apply that is deleted a moment later.
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
  const write = { task, desired, live };
  if (live !== undefined && isRecreatedAlways(write, run)) return await makeWay(task, live, run);
  try {
    const { object, message } = await writeObject(write, run);
    run.observed.set(task.id, { live: object });
    // A namespace that is only created is no part of the application.
    if (desired.index >= 0 || desired.manager !== undefined) run.written.set(formatKey(ref), object);
    return written(object, isMadeAnew(task, live, run) ? "deleted and created again" : message);
  } catch (error) {
    if (live === undefined || !isRefused(codeOf(error))) throw error;
    return await forceOrRefuse({ ...write, live }, error, run);
  }
}

/** Whatever is not valid in itself is refused as a new object too, so its old one is never deleted for it. */
async function forceOrRefuse(
  write: Write & { readonly live: KubeObject },
  error: unknown,
  run: SyncRun,
): Promise<Attempt> {
  const { task, desired, live } = write;
  const mayForce = desired.options.force && isRecreatable(task.ref) && !continueRecreation(task, run);
  if (!mayForce) return rejected(describeRefusal(write, error));
  const { outcome } = await run.work.connection.cluster.create(desired.object, { dryRun: true });
  return outcome === "exists" ? await makeWay(task, live, run) : later("it was deleted meanwhile");
}
