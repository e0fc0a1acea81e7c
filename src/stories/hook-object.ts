import { codeOf, type ErrorCode, nextMove } from "../errors.ts";
import type { ObjectRef } from "../kube/key.ts";
import { toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { hookFinalizer } from "../sync/hook.ts";
import type { SyncRun } from "./sync-work.ts";

/**
 * Keeps a hook readable until its outcome is saved. Server-side apply of nothing but the finalizer: a finalizer that came
 * with the POST would belong to another entry of managedFields, and no later apply could remove it.
 */
export async function holdHook(live: KubeObject, run: SyncRun): Promise<void> {
  const { finalizers = [], deletionTimestamp } = live.metadata;
  if (deletionTimestamp !== undefined || finalizers.includes(hookFinalizer)) return;
  try {
    await applyFinalizers(toRef(live), { finalizers: [hookFinalizer], uid: live.metadata.uid }, run);
  } catch (error) {
    // It runs without being held: should it vanish, its outcome is a failure that says so.
    if (!isFinal(codeOf(error))) throw error;
  }
}

/** Takes our finalizer off a hook; one that is gone, or replaced, needs nothing. */
export async function releaseHook(live: KubeObject, run: SyncRun): Promise<void> {
  await releaseByUid(toRef(live), live.metadata.uid, run);
}

/** Does the same for a hook that is only known by name and uid. */
export async function releaseByUid(ref: ObjectRef, uid: string | undefined, run: SyncRun): Promise<void> {
  try {
    await applyFinalizers(ref, { finalizers: [], uid }, run);
  } catch (error) {
    if (!isGone(codeOf(error))) throw error;
  }
}

/** Deletes a hook, that very object. */
export async function deleteHook(
  hook: { readonly task: SyncTask; readonly ref: ObjectRef; readonly uid: string | undefined },
  run: SyncRun,
): Promise<void> {
  const { task, ref, uid } = hook;
  if (uid === undefined) return;
  run.effects.guard();
  const propagation = task.desired?.options.prunePropagationPolicy ?? "foreground";
  try {
    await run.work.connection.cluster.delete({ ref, uid, propagation });
  } catch (error) {
    if (!isGone(codeOf(error))) throw error;
  }
}

async function applyFinalizers(
  ref: ObjectRef,
  wish: { readonly finalizers: readonly string[]; readonly uid: string | undefined },
  run: SyncRun,
): Promise<void> {
  const { apiVersion, kind, name, namespace } = ref;
  // Without the uid, an apply to a hook that is gone would try to create it.
  if (wish.uid === undefined) return;
  run.effects.guard();
  const metadata = {
    name,
    ...(namespace === "" ? {} : { namespace }),
    ...(wish.finalizers.length === 0 ? {} : { finalizers: wish.finalizers }),
  };
  await run.work.connection.cluster.apply({
    object: { apiVersion, kind, metadata },
    dryRun: false,
    uid: wish.uid,
  });
}

function isGone(code: ErrorCode | undefined): boolean {
  return code === "CONFLICT" || code === "NOT_FOUND";
}

function isFinal(code: ErrorCode | undefined): boolean {
  return code !== undefined && (isGone(code) || nextMove[code] === "stall");
}
