import { codeOf, messageOf } from "../errors.ts";
import { formatKey } from "../kube/key.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { describeRefusal, isRefused } from "./refused-change.ts";
import { type Attempt, rejected } from "./sync-attempt.ts";
import type { SyncRun } from "./sync-work.ts";

/** Asks the API server what would come of a task, and writes nothing. */
export async function tryTask(task: SyncTask, run: SyncRun): Promise<Attempt> {
  const missing = findMissing(task, run);
  if (missing !== undefined) return tried(`not tried: ${missing} comes with this sync (dry run)`);
  return task.action === "prune" ? await tryPrune(task, run) : await tryApply(task, run);
}

/** What a sync brings itself is not there when everything is only tried. */
function findMissing(task: SyncTask, run: SyncRun): string | undefined {
  if (task.awaitsKind !== undefined) return `kind ${task.ref.kind}`;
  if (task.live !== undefined || task.ref.namespace === "") return undefined;
  const brings = run.work.plan.tasks.some(
    ({ ref, live }) =>
      live === undefined && ref.kind === "Namespace" && ref.group === "" && ref.name === task.ref.namespace,
  );
  return brings ? `namespace ${task.ref.namespace}` : undefined;
}

async function tryPrune({ ref, live }: SyncTask, run: SyncRun): Promise<Attempt> {
  const { uid } = live?.metadata ?? {};
  if (uid === undefined) return rejected(`Cannot prune ${formatKey(ref)}: its uid is not known`);
  const propagation = run.work.application.syncPolicy.options.prunePropagationPolicy;
  await run.work.connection.cluster.delete({ ref, uid, propagation, dryRun: true });
  return { phase: "Succeeded", code: "Pruned", message: "pruned (dry run)" };
}

async function tryApply(task: SyncTask, run: SyncRun): Promise<Attempt> {
  const { desired, live, ref } = task;
  if (desired === undefined)
    return rejected(`Cannot apply ${formatKey(ref)}: the plan has no desired object`);
  const { cluster } = run.work.connection;
  const { object, manager, options } = desired;
  try {
    await cluster.apply({
      object,
      dryRun: true,
      ...(manager === undefined ? {} : { manager }),
      ...(options.validate ? {} : { lenient: true }),
    });
  } catch (error) {
    if (live === undefined || !isRefused(codeOf(error))) throw error;
    if (!options.force) return rejected(describeRefusal({ task, desired, live }, error));
    const { outcome } = await cluster.create(object, { dryRun: true });
    return outcome === "exists"
      ? tried("deleted and created again (dry run)")
      : rejected(`${messageOf(error)} (dry run)`);
  }
  return tried(`${live === undefined ? "created" : toChange(options.replace, options.force)} (dry run)`);
}

function toChange(replace: boolean, force: boolean): string {
  if (replace) return force ? "deleted and created again" : "replaced";
  return "configured";
}

function tried(message: string): Attempt {
  return { phase: "Succeeded", code: "Synced", message };
}
