import { codeOf } from "../errors.ts";
import { formatKey } from "../kube/key.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { isHeldByOthers } from "../sync/outcome.ts";
import { type Attempt, later, rejected } from "./sync-attempt.ts";
import type { SyncRun } from "./sync-work.ts";

/**
 * Deletes one object as the plan saw it: the very same, unchanged since. What changed meanwhile is left to the next sync,
 * which reads it first; the deletion of an application reads it again by itself.
 */
export async function performPrune(task: SyncTask, run: SyncRun): Promise<Attempt> {
  const { uid, resourceVersion, deletionTimestamp } = task.live?.metadata ?? {};
  if (uid === undefined) return rejected(`Cannot prune ${formatKey(task.ref)}: its uid is not known`);
  const pruned = { phase: "Running", code: "Pruned", message: "pruned", uid } as const;
  // A second delete would only move its resource version.
  if (deletionTimestamp !== undefined) return pruned;
  const { deletion, application } = run.work;
  const propagation = deletion?.propagation ?? application.syncPolicy.options.prunePropagationPolicy;
  const request = { ref: task.ref, uid, propagation };
  await run.effects.guard();
  try {
    const outcome = await run.work.connection.cluster.delete(
      resourceVersion === undefined ? request : { ...request, resourceVersion },
    );
    note(task, outcome, run);
    return outcome === "gone" ? { ...pruned, phase: "Succeeded" } : pruned;
  } catch (error) {
    if (codeOf(error) !== "CONFLICT") throw error;
    if (deletion !== undefined) return later("it changed while it was being deleted");
    const message = "ignored (it changed after it was compared; the next sync decides again)";
    return { phase: "Succeeded", code: "PruneSkipped", message };
  }
}

/** What somebody else's finalizer holds is not gone: it stays known until it is. */
function note({ ref, live }: SyncTask, outcome: "deleted" | "gone", run: SyncRun): void {
  if (outcome === "deleted" && live !== undefined && isHeldByOthers(live)) return;
  const { group, kind, namespace, name } = ref;
  run.pruned.push({ group, kind, namespace, name });
}
