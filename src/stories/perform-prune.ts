import { codeOf } from "../errors.ts";
import { formatKey } from "../kube/key.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { type Attempt, rejected } from "./sync-attempt.ts";
import type { SyncRun } from "./sync-work.ts";

/**
 * Deletes one object as the plan saw it: the very same, unchanged since. What changed meanwhile is left to the next sync,
 * which reads it first.
 */
export async function performPrune(task: SyncTask, run: SyncRun): Promise<Attempt> {
  const { uid, resourceVersion, deletionTimestamp } = task.live?.metadata ?? {};
  const { group, kind, namespace, name } = task.ref;
  if (uid === undefined) return rejected(`Cannot prune ${formatKey(task.ref)}: its uid is not known`);
  const pruned = { phase: "Running", code: "Pruned", message: "pruned", uid } as const;
  // A second delete would only move its resource version.
  if (deletionTimestamp !== undefined) return pruned;
  const propagation = run.work.application.syncPolicy.options.prunePropagationPolicy;
  const request = { ref: task.ref, uid, propagation };
  run.effects.guard();
  try {
    const outcome = await run.work.connection.cluster.delete(
      resourceVersion === undefined ? request : { ...request, resourceVersion },
    );
    run.pruned.push({ group, kind, namespace, name });
    return outcome === "gone" ? { ...pruned, phase: "Succeeded" } : pruned;
  } catch (error) {
    if (codeOf(error) !== "CONFLICT") throw error;
    const message = "ignored (it changed after it was compared; the next sync decides again)";
    return { phase: "Succeeded", code: "PruneSkipped", message };
  }
}
