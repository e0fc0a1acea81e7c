import { approvalAnnotation } from "../application/application.ts";
import type { SyncTask } from "./sync-plan.ts";

/** The annotation of an Application or AppProject that limits what one sync may prune: `10` objects, or `20%` of them. */
export const budgetAnnotation = "outrigger.dev/deletion-budget";

type Annotations = Readonly<Record<string, string>>;

/**
 * Tells whether a person approved deletions after the last sync began, which is when they could know of them. The next sync
 * uses it up: one that was given long ago approves nothing.
 */
export function isApproved(annotations: Annotations, lastSyncAt: number | undefined): boolean {
  const approvedAt = Date.parse(annotations[approvalAnnotation] ?? "");
  return lastSyncAt !== undefined && approvedAt >= lastSyncAt;
}

/** Gives the budget of an application: its own, else its project's; undefined: none is set. */
export function budgetOf(application: Annotations, project: Annotations): string | undefined {
  return application[budgetAnnotation] ?? project[budgetAnnotation];
}

/**
 * Says why prunes need approval under a budget; undefined: they do not. `total`: the application's objects in the cluster. A
 * budget that cannot be read is one of nothing.
 */
export function toBudgetReason(
  prunes: readonly SyncTask[],
  budget: string | undefined,
  total: number,
): string | undefined {
  if (budget === undefined) return undefined;
  const [, number, percent] = /^(\d{1,6})(%?)$/.exec(budget.trim()) ?? [];
  const text = `${budgetAnnotation} is ${JSON.stringify(budget)}`;
  if (number === undefined)
    return prunes.length === 0 ? undefined : `${text}, which is neither a number nor a percentage`;
  const max = percent === "%" ? Math.floor((total * Number(number)) / 100) : Number(number);
  return prunes.length > max ? `${prunes.length} of ${total} objects would be deleted, ${text}` : undefined;
}
