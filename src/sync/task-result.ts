import { formatTaskName } from "../plan/format-plan.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import type { Entry } from "./board.ts";
import type { TaskResult } from "./operation.ts";

/** Makes a result of a task; `fields` says what came of it. */
export function toResult(
  task: SyncTask,
  fields: Pick<TaskResult, "phase" | "message" | "startedAt"> & Partial<TaskResult>,
): TaskResult {
  const { group, kind, namespace, name } = task.ref;
  return {
    group,
    kind,
    namespace,
    name,
    task: task.id,
    syncPhase: task.phase,
    wave: task.wave,
    hook: task.action === "hook",
    prune: task.action === "prune" || task.action === "skipPrune",
    ...fields,
  };
}

/** Names the object of an entry as people read it. */
export function formatEntry({ task, result }: Entry): string {
  return formatTaskName({ ...task, ref: { ...task.ref, name: result?.name ?? task.ref.name } });
}
