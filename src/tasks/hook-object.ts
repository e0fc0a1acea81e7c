import { codeOf } from "../errors.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { toReleased } from "../sync/hook-hold.ts";
import type { SyncRun } from "./sync-work.ts";

/** Takes our finalizer off a hook; one that does not have it, is gone or was replaced needs nothing. */
export async function releaseHook(live: KubeObject, run: SyncRun): Promise<void> {
  const object = toReleased(live);
  const { uid } = live.metadata;
  // Without the uid, an apply to a hook that is gone would create it.
  if (object === undefined || uid === undefined) return;
  await run.effects.guard();
  await orGone(() => run.work.connection.cluster.apply({ object, dryRun: false, uid }));
}

/** Deletes a hook, that very object. */
export async function deleteHook(
  hook: { readonly task: SyncTask; readonly ref: ObjectRef; readonly uid: string | undefined },
  run: SyncRun,
): Promise<void> {
  const { task, ref, uid } = hook;
  if (uid === undefined) return;
  const propagation = task.desired?.options.prunePropagationPolicy ?? "foreground";
  await run.effects.guard();
  await orGone(() => run.work.connection.cluster.delete({ ref, uid, propagation }));
}

/** Another uid, or none: the object that was meant is not there any more. */
async function orGone(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const code = codeOf(error);
    if (code !== "CONFLICT" && code !== "NOT_FOUND") throw error;
  }
}
