import { approvalAnnotation } from "../application/application.ts";
import { formatKey, type ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { ComparedObject } from "./compared-object.ts";
import type { PlanOptions } from "./plan-options.ts";
import { toBudgetReason } from "./prune-approval.ts";
import type { SyncTask } from "./sync-plan.ts";

type PruneOptions = PlanOptions & {
  readonly hasKind: (ref: ObjectRef) => boolean;
  /** The other tasks: PruneLast comes after their waves. */
  readonly others: readonly SyncTask[];
  /** The whole comparison, where only a part is synced. */
  readonly compared: readonly ComparedObject[];
};

const waveAnnotation = "argocd.argoproj.io/sync-wave";
const optionsAnnotation = "argocd.argoproj.io/sync-options";
const crdGroup = "apiextensions.k8s.io";

/** Gives the tasks of what left Git: a prune, or a skipPrune with its reason; waves mirrored, PruneLast after all others. */
export function toPruneTasks(objects: readonly ComparedObject[], options: PruneOptions): readonly SyncTask[] {
  const unread = options.compared.find(
    (object) => object.unknown !== undefined && options.hasKind(object.ref),
  );
  const tasks = objects.flatMap(({ extra, live, ref }): readonly SyncTask[] => {
    if (!extra || live === undefined) return [];
    const reason = toSkipReason(live, ref, options) ?? toUnreadReason(unread);
    const task = { id: formatKey(ref), phase: "Sync", wave: waveOf(live), ref, live } as const;
    return [reason === undefined ? { ...task, action: "prune" } : { ...task, action: "skipPrune", reason }];
  });
  return moveLast(mirrorWaves(withinBudget(tasks, options)), options);
}

/** More than the budget is nothing at all: which ones to spare, nobody could say. */
function withinBudget(tasks: readonly SyncTask[], options: PruneOptions): readonly SyncTask[] {
  if (options.pruneConfirmed === true) return tasks;
  const prunes = tasks.filter(({ action }) => action === "prune");
  const total = options.compared.filter(
    ({ live, desired }) => live !== undefined && desired?.hook === undefined,
  );
  const why = toBudgetReason(prunes, options.deletionBudget, total.length);
  if (why === undefined) return tasks;
  const reason = `ignored (${why}: ${approve})`;
  return tasks.map((task) => (task.action === "prune" ? { ...task, action: "skipPrune", reason } : task));
}

const approve = `approve it by annotating the application with ${approvalAnnotation}: <the time now>`;

function toSkipReason(live: KubeObject, ref: ObjectRef, options: PruneOptions): string | undefined {
  if (!options.prune) return "ignored (requires pruning)";
  const own = optionOf(live, "Prune");
  if (own === "false" || (own === undefined && !options.options.prune)) return "ignored (no prune)";
  if (options.pruneConfirmed === true) return undefined;
  const isAsking = own === "confirm" || (own === undefined && options.options.pruneNeedsApproval);
  if (isAsking) return `ignored (its deletion needs approval: ${approve})`;
  // Every object of the kind would go with it, whoever owns it.
  const isCrd = ref.kind === "CustomResourceDefinition" && ref.group === crdGroup;
  return isCrd ? `ignored (all objects of the kind would be deleted with it: ${approve})` : undefined;
}

/** After an incomplete reading nothing is deleted: what looks extra may be half of the truth. */
function toUnreadReason(unread: ComparedObject | undefined): string | undefined {
  return unread === undefined
    ? undefined
    : `ignored (${formatKey(unread.ref)} could not be read: ${unread.unknown})`;
}

/** Reads one sync option of a live object's own annotation; undefined where it does not name it. */
export function optionOf(object: KubeObject, name: string): string | undefined {
  const texts = object.metadata.annotations?.[optionsAnnotation]?.split(",") ?? [];
  const found = texts.map((text) => text.trim().split("=")).find((pair) => pair[0] === name);
  return found?.[1];
}

/** Reads the sync wave of a live object. */
export function waveOf(live: KubeObject): number {
  const text = live.metadata.annotations?.[waveAnnotation] ?? "";
  return /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}

/** Swaps the waves symmetrically: what came first goes last. */
export function mirrorWaves(tasks: readonly SyncTask[]): readonly SyncTask[] {
  const waves = [...new Set(tasks.map((task) => task.wave))].sort((a, b) => a - b);
  const mirrored = new Map(waves.map((wave, index) => [wave, waves[waves.length - 1 - index] ?? wave]));
  return tasks.map((task) => ({ ...task, wave: mirrored.get(task.wave) ?? task.wave }));
}

function moveLast(tasks: readonly SyncTask[], options: PruneOptions): readonly SyncTask[] {
  const inSync = [...options.others, ...tasks].filter((task) => task.phase === "Sync");
  const last = inSync.reduce((wave, task) => Math.max(wave, task.wave), 0) + 1;
  const isLast = ({ live }: SyncTask) =>
    options.options.pruneLast || (live !== undefined && optionOf(live, "PruneLast") === "true");
  return tasks.map((task) => (isLast(task) ? { ...task, wave: last } : task));
}
