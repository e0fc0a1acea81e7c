import { formatKey } from "../kube/key.ts";
import type { SyncPlan, SyncTask } from "./sync-plan.ts";

/**
 * Prints a plan, one line a task in the order in which it would run: `Sync wave 0  apply  apps/Deployment shop/web`. Refusals
 * come first, unchanged objects are counted at the end.
 */
export function formatPlan(plan: SyncPlan): string {
  const unchanged = plan.tasks.filter((task) => task.action === "unchanged").length;
  const lines = [
    ...plan.refusals.map((refusal) => `refused: ${refusal}`),
    ...plan.tasks.filter((task) => task.action !== "unchanged").map(formatTask),
    ...(unchanged === 0 ? [] : [`${unchanged} unchanged`]),
  ];
  return lines.length === 0 ? "nothing to do" : lines.join("\n");
}

/** Prints one task with its phase and wave, and why where it has a reason. */
export function formatTask(task: SyncTask): string {
  const line = `${task.phase} wave ${task.wave}  ${task.action}  ${formatTaskName(task)}`;
  if (task.reason !== undefined) return `${line}: ${task.reason}`;
  return task.awaitsKind === undefined ? line : `${line}: waits for its kind`;
}

/** Prints the object of a task; `migrate-*`: its name is made when it starts. */
export function formatTaskName(task: SyncTask): string {
  const name = task.ref.name || `${task.desired?.object.metadata.generateName ?? ""}*`;
  return formatKey({ ...task.ref, name });
}
