import type { ComparedObject } from "./compared-object.ts";
import { formatTaskName } from "./format-plan.ts";
import type { PlanOptions } from "./plan-options.ts";
import type { SyncTask } from "./sync-plan.ts";

type Situation = {
  readonly compared: readonly ComparedObject[];
  readonly tasks: readonly SyncTask[];
  readonly prunes: readonly SyncTask[];
  readonly options: PlanOptions;
};

/** Gives every reason why nothing at all may be done. */
export function toRefusals({ compared, tasks, prunes, options }: Situation): readonly string[] {
  return [
    ...tasks.flatMap(toKindRefusal).sort(),
    ...tasks.flatMap(toSharedRefusal).sort(),
    ...toEmptyRefusal(compared, prunes, options),
  ];
}

function toKindRefusal(task: SyncTask): readonly string[] {
  const { awaitsKind, desired, ref } = task;
  if (awaitsKind === undefined || awaitsKind.crd !== undefined) return [];
  if (desired?.options.skipDryRunOnMissingResource === true) return [];
  const kind = `${ref.apiVersion} ${ref.kind}`;
  return [
    `Cannot sync ${formatTaskName(task)}: the cluster has no kind ${kind}; add its CRD to this application, install it first, or set the sync option SkipDryRunOnMissingResource=true`,
  ];
}

function toSharedRefusal({ action, desired, reason }: SyncTask): readonly string[] {
  if (action !== "refuse" || desired?.options.failOnSharedResource !== true) return [];
  return reason === undefined ? [] : [reason];
}

/** Argo CD's autoSync refuses likewise to wipe out all resources when nobody looks on. */
function toEmptyRefusal(
  compared: readonly ComparedObject[],
  prunes: readonly SyncTask[],
  { automated, allowEmpty }: PlanOptions,
): readonly string[] {
  const count = prunes.filter((task) => task.action === "prune").length;
  if (!automated || allowEmpty || count === 0) return [];
  if (compared.some(({ desired }) => desired !== undefined && desired.hook === undefined)) return [];
  return [
    `Cannot sync automatically: all ${count} objects of the application would be pruned; sync by hand, or set syncPolicy.automated.allowEmpty`,
  ];
}
