import type { DesiredObject } from "../desired/desired-object.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { adoptFields } from "./adopt-fields.ts";
import type { SyncRun } from "./sync-work.ts";

/** What is to be written, over what. */
export type Write = {
  readonly task: SyncTask;
  readonly desired: DesiredObject;
  readonly live: KubeObject | undefined;
};

/** The object as the API server now has it, and what was done. */
export type WrittenObject = { readonly object: KubeObject; readonly message: string };

/**
 * Writes an object. Replace=true: PUT over the version that was seen, then an apply that changes no value: it makes the fields
 * ours, so that later ones that leave Git go. Before it, what others once wrote whole becomes ours too. What is not there is
 * applied, which creates it just as a POST would.
 */
export async function writeObject({ desired, live }: Write, run: SyncRun): Promise<WrittenObject> {
  const { cluster } = run.work.connection;
  const { options, object } = desired;
  const { uid, resourceVersion } = live?.metadata ?? {};
  const lenient = options.validate ? {} : { lenient: true };
  const isReplaced = options.replace && resourceVersion !== undefined;
  if (isReplaced) await run.effects.guard();
  const before = isReplaced ? await cluster.replace({ object, resourceVersion, ...lenient }) : live;
  if (before !== undefined) await adoptFields(before, desired, run);
  await run.effects.guard();
  const applied = await cluster.apply({
    object,
    dryRun: false,
    ...(uid === undefined ? {} : { uid }),
    ...(desired.manager === undefined ? {} : { manager: desired.manager }),
    ...lenient,
  });
  const change = isReplaced ? "replaced" : "configured";
  return { object: applied, message: live === undefined ? "created" : change };
}
