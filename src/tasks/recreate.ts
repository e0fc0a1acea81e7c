import type { KubeObject } from "../kube/object.ts";
import { isRecreatable } from "../plan/object-tasks.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { type Attempt, later } from "./sync-attempt.ts";
import { resultOf, type SyncRun } from "./sync-work.ts";
import type { Write } from "./write-object.ts";

/*
 * Deleting an object to create it again takes two looks: the deletion is saved with the uid of what goes, and at the next look
 * the object is applied as soon as that uid is gone. After a crash before the save the object is missing, or terminating,
 * and is created as any missing one is.
 */

/** Tells whether an object is deleted and created again whatever differs: Force=true,Replace=true, and not done yet. */
export function isRecreatedAlways({ task, desired }: Write, run: SyncRun): boolean {
  const { replace, force } = desired.options;
  return replace && force && isRecreatable(task.ref) && !continueRecreation(task, run);
}

/** Tells whether an object of this task has been deleted to make way already. */
export function continueRecreation(task: SyncTask, run: SyncRun): boolean {
  return resultOf(run, task.id)?.replaces !== undefined;
}

/** Tells whether the object that is written now is the new one. */
export function isMadeAnew(task: SyncTask, live: KubeObject | undefined, run: SyncRun): boolean {
  const replaces = resultOf(run, task.id)?.replaces;
  return replaces !== undefined && live?.metadata.uid !== replaces;
}

/** Deletes an object, that very one; it is created again at the next look. */
export async function makeWay(task: SyncTask, live: KubeObject, run: SyncRun): Promise<Attempt> {
  const { uid } = live.metadata;
  if (uid === undefined) return later("its uid is not known yet");
  await run.effects.guard();
  await run.work.connection.cluster.delete({ ref: task.ref, uid, propagation: "background" });
  return { ...later("deleted, to be created again"), replaces: uid };
}
