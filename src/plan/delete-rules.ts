import { approvalAnnotation } from "../application/application.ts";
import { formatKey, type ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { optionOf } from "./prune-tasks.ts";
import type { SyncTask } from "./sync-plan.ts";

/** What one deletion may do. */
export type DeleteRules = {
  readonly cascade: boolean;
  /** A person approved deletions after this one was asked for. */
  readonly approved: boolean;
  /** The application's own `Delete=…` among its sync options; an object's annotation counts more. */
  readonly deleteOption: string | undefined;
  /** Tells whether the project allows the kind of an object, where it is. */
  readonly isPermitted: (ref: ObjectRef) => boolean;
};

const resourcePolicy = "helm.sh/resource-policy";

/** Says why an object stays when its application is deleted; undefined: it is deleted. */
export function toKeepReason(
  live: KubeObject,
  ref: ObjectRef,
  { deleteOption }: DeleteRules,
): string | undefined {
  if ((optionOf(live, "Delete") ?? deleteOption) === "false") return "kept: Delete=false";
  const isKept = live.metadata.annotations?.[resourcePolicy]
    ?.split(",")
    .some((word) => word.trim() === "keep");
  if (isKept === true) return `kept: ${resourcePolicy} is keep`;
  const isCrd = ref.kind === "CustomResourceDefinition" && ref.group === "apiextensions.k8s.io";
  return isCrd ? "kept: every object of its kind would be deleted with it, whoever owns it" : undefined;
}

/** Names so many objects; the others are counted. */
const namesMax = 5;

/** Says which prunes wait for a person's approval, and how it is given; undefined: none does. */
export function toApprovalReason(
  prunes: readonly SyncTask[],
  { approved, deleteOption }: DeleteRules,
): string | undefined {
  if (approved) return undefined;
  // What is being deleted is beyond approval.
  const waiting = prunes.filter(
    ({ live }) =>
      live !== undefined &&
      live.metadata.deletionTimestamp === undefined &&
      (optionOf(live, "Delete") ?? deleteOption) === "confirm",
  );
  if (waiting.length === 0) return undefined;
  const names = waiting.slice(0, namesMax).map(({ ref }) => formatKey(ref));
  const more = waiting.length > names.length ? ` and ${waiting.length - names.length} more` : "";
  return `waits for approval to delete ${names.join(", ")}${more} (Delete=confirm): run \`outrigger app confirm-deletion\`, or annotate the application with ${approvalAnnotation}: <the time now>`;
}
