import { formatKey, type ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { hookFinalizer, isHeld, isReplaceable, isStartedBy, toHookObject, toHookRef } from "../sync/hook.ts";
import { describeDeletion } from "../sync/outcome.ts";
import { deleteHook, holdHook, releaseHook } from "./hook-object.ts";
import { type Attempt, later, rejected, written } from "./sync-attempt.ts";
import type { SyncRun } from "./sync-work.ts";

/**
 * Starts one hook, at most once in an operation: it is created under a name and with a mark made from the operation, so if
 * the name is taken by an object with our mark, an earlier try has started it. Any other object of that name is dealt with
 * by `replace`.
 */
export async function performHook(task: SyncTask, run: SyncRun): Promise<Attempt> {
  const object = toHookObject(task, run.operation);
  const ref = toHookRef(task, run.operation);
  if (object === undefined)
    return rejected(`Cannot start hook ${formatKey(ref)}: the plan has no desired object`);
  run.effects.guard();
  const answer = await run.work.connection.cluster.create(object);
  const live = answer.object;
  const isOurs = answer.outcome === "created" || isStartedBy(live, run.operation);
  const start = isOurs ? await begin(task, live, run) : await replace({ task, ref, object, live }, run);
  return { ...start, name: ref.name };
}

/** Hooks that end by themselves are held by a finalizer, or their outcome could vanish with them. */
async function begin(task: SyncTask, live: KubeObject, run: SyncRun): Promise<Attempt> {
  if (isHeld(task)) await holdHook(live, run);
  run.observed.set(task.id, { live });
  return written(live, "created");
}

type Taken = {
  readonly task: SyncTask;
  readonly ref: ObjectRef;
  readonly object: KubeObject;
  /** What has the hook's name. */
  readonly live: KubeObject;
};

/** An object of an earlier sync has the name: BeforeHookCreation deletes it, without that policy it is used as it is. */
async function replace({ task, ref, object, live }: Taken, run: SyncRun): Promise<Attempt> {
  if (!isReplaceable(live, object, run.work.installation)) {
    return rejected(
      `Cannot start hook ${formatKey(ref)}: an object of that name exists that is no hook of this application; delete or rename one of them`,
    );
  }
  const isGoing = live.metadata.deletionTimestamp !== undefined;
  const policies = task.desired?.hook?.deletePolicies ?? [];
  if (!isGoing && !policies.includes("BeforeHookCreation"))
    return await reuse({ task, ref, object, live }, run);
  if (live.metadata.finalizers?.includes(hookFinalizer)) await releaseHook(live, run);
  if (!isGoing) await deleteHook({ task, ref, uid: live.metadata.uid }, run);
  return later(`the hook of an earlier sync is ${describeDeletion(withoutOurs(live))}`);
}

/** A named hook without BeforeHookCreation is created once (Argo CD): what runs keeps its outcome, the rest is updated. */
async function reuse({ task, object, live }: Taken, run: SyncRun): Promise<Attempt> {
  if (isHeld(task)) return { phase: "Running", code: "Synced", message: "exists already" };
  run.effects.guard();
  const { uid } = live.metadata;
  const request = { object, dryRun: false };
  const applied = await run.work.connection.cluster.apply(uid === undefined ? request : { ...request, uid });
  run.observed.set(task.id, { live: applied });
  return written(applied, "configured");
}

function withoutOurs(live: KubeObject): KubeObject {
  const finalizers = (live.metadata.finalizers ?? []).filter((name) => name !== hookFinalizer);
  return { ...live, metadata: { ...live.metadata, finalizers } };
}
