import type { SyncTask } from "../plan/sync-plan.ts";
import type { Entry } from "./board.ts";
import { isHeld } from "./hook-hold.ts";
import type { TaskResult } from "./operation.ts";

/** Gives the hooks whose outcome is known and whose objects are still to be released or deleted. */
export function hooksToClean(entries: readonly Entry[], isTerminating: boolean): readonly SyncTask[] {
  return entries.filter((entry) => isUsed(entry, isTerminating)).map(({ task }) => task);
}

/**
 * Tells whether a hook is deleted after its outcome: HookSucceeded after it succeeded, HookFailed after it failed, as Argo CD
 * documents (docs/user-guide/sync-waves.md). A hook that failed because its operation was terminated is always deleted.
 */
export function isDeletedAfter(task: SyncTask, result: TaskResult, isTerminating: boolean): boolean {
  if (isTerminating && result.phase === "Failed") return true;
  const policy = result.phase === "Succeeded" ? "HookSucceeded" : "HookFailed";
  return task.desired?.hook?.deletePolicies.includes(policy) ?? false;
}

function isUsed({ task, result }: Entry, isTerminating: boolean): boolean {
  if (task.action !== "hook" || result?.uid === undefined || result.cleaned === true) return false;
  if (result.phase === "Running") return false;
  return isHeld(task) || isDeletedAfter(task, result, isTerminating);
}
