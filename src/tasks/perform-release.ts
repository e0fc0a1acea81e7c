import { codeOf, messageOf } from "../errors.ts";
import { formatKey } from "../kube/key.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { releaseObject } from "./release-object.ts";
import { type Attempt, later } from "./sync-attempt.ts";
import type { SyncRun } from "./sync-work.ts";

/**
 * Leaves one object in the cluster without our marks, so that nobody takes it for ours any more. A cluster that refuses does not
 * hold up the deletion of the application: the result says what stays marked.
 */
export async function performRelease(task: SyncTask, run: SyncRun): Promise<Attempt> {
  const { live, ref, reason = "kept" } = task;
  if (live === undefined) return kept(reason);
  const { connection, installation } = run.work;
  const request = { ref, live, connection, installation, guard: () => run.effects.guard() };
  try {
    const outcome = await releaseObject(request);
    if (outcome === "changed") return later(`${formatKey(ref)} changed while it was released`);
    return kept(outcome === "gone" ? "gone before it could be released" : reason);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || code === "LEASE_LOST" || code === "PAUSED") throw error;
    return kept(`${reason}; still marked as ours: ${messageOf(error)}`);
  }
}

function kept(message: string): Attempt {
  return { phase: "Succeeded", code: "PruneSkipped", message };
}
