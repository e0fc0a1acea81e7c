import { hookFinalizer } from "../desired/hooks.ts";
import { formatKey, type ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { isReplaceable, isStartedBy, toHookObject, toHookRef } from "../sync/hook.ts";
import { isHeld, toHeld } from "../sync/hook-hold.ts";
import { describeDeletion } from "../sync/outcome.ts";
import { deleteHook, releaseHook } from "./hook-object.ts";
import { type Attempt, later, rejected, written } from "./sync-attempt.ts";
import { isOutOfTime, type SyncRun } from "./sync-work.ts";

/**
 * Starts one hook, at most once in an operation: its name and its mark are made from the operation, so an object of the name
 * with our mark says that an earlier try has started it. Any other object of that name is dealt with by `replace`. undefined:
 * there was no time left to start it.
 */
export async function performHook(task: SyncTask, run: SyncRun): Promise<Attempt | undefined> {
  const object = toHookObject(task, run.operation);
  const ref = toHookRef(task, run.operation);
  if (object === undefined)
    return rejected(`Cannot start hook ${formatKey(ref)}: the plan has no desired object`);
  const hook = { task, ref, object };
  const start = isHeld(task) ? await startHeld(hook, run) : await startFree(hook, run);
  return start === undefined ? undefined : { ...start, name: ref.name };
}

type Hook = { readonly task: SyncTask; readonly ref: ObjectRef; readonly object: KubeObject };

/**
 * A hook that ends by itself carries our finalizer from its first moment, or its outcome could vanish with it. So it is
 * created by apply, which can take the finalizer off again: one that came with a POST would belong to another entry of
 * managedFields.
 */
async function startHeld(hook: Hook, run: SyncRun): Promise<Attempt | undefined> {
  const { cluster } = run.work.connection;
  const { objects, unknown } = await cluster.read([hook.ref], { shared: false });
  const [live] = objects;
  if (isOutOfTime(run)) return undefined;
  if (live !== undefined) return await useOrReplace(hook, live, run);
  if (unknown[0] !== undefined) return later(unknown[0].message);
  await run.effects.guard();
  return begin(hook, await cluster.apply({ object: toHeld(hook.object), dryRun: false }), run);
}

async function startFree(hook: Hook, run: SyncRun): Promise<Attempt | undefined> {
  await run.effects.guard();
  const { outcome, object } = await run.work.connection.cluster.create(hook.object);
  return outcome === "created" ? begin(hook, object, run) : await useOrReplace(hook, object, run);
}

function begin({ task }: Hook, live: KubeObject, run: SyncRun): Attempt {
  run.observed.set(task.id, { live });
  return written(live, "created");
}

async function useOrReplace(hook: Hook, live: KubeObject, run: SyncRun): Promise<Attempt | undefined> {
  if (isStartedBy(live, run.operation)) return begin(hook, live, run);
  return isOutOfTime(run) ? undefined : await replace(hook, live, run);
}

/** An object of an earlier sync has the name: BeforeHookCreation deletes it, without that policy it is used. */
async function replace(hook: Hook, live: KubeObject, run: SyncRun): Promise<Attempt | undefined> {
  const { task, ref, object } = hook;
  if (!isReplaceable(live, object, run.work.installation)) {
    return rejected(
      `Cannot start hook ${formatKey(ref)}: an object of that name exists that is no hook of this application; delete or rename one of them`,
    );
  }
  const isGoing = live.metadata.deletionTimestamp !== undefined;
  const policies = task.desired?.hook?.deletePolicies ?? [];
  if (!isGoing && !policies.includes("BeforeHookCreation")) return await reuse(hook, live, run);
  await releaseHook(live, run);
  if (isOutOfTime(run)) return undefined;
  if (!isGoing) await deleteHook({ task, ref, uid: live.metadata.uid }, run);
  return later(`the hook of an earlier sync is ${describeDeletion(withoutOurs(live))}`);
}

/** A named hook without BeforeHookCreation is created once (Argo CD): what runs keeps its outcome, the rest is updated. */
async function reuse({ task, object }: Hook, live: KubeObject, run: SyncRun): Promise<Attempt> {
  if (isHeld(task)) return written(live, "exists already");
  await run.effects.guard();
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
