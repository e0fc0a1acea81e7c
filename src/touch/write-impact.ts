import type { Impact } from "../actions/action.ts";
import { toMergePatch, toOperations } from "../actions/difference.ts";
import { codeOf, ReconcileError } from "../errors.ts";
import { toFieldManager } from "../kube/field-manager.ts";
import { isObject, type JsonObject } from "../kube/json.ts";
import { formatKey, type ObjectRef, toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Cluster } from "../ports/cluster.ts";

/** Where something is written, and by whom. */
export type ImpactWriting = { readonly cluster: Cluster; readonly manager: string };

/** Names the field manager of what people do to single objects: another one than that of syncs, which owns what Git says. */
export function toTouchManager(installation: string): string {
  return `${toFieldManager(installation)}-action`;
}

/** Creates, or patches the version of an object that was read. Throws CONFLICT where it exists, or changed since. */
export async function writeImpact(
  impact: Impact,
  before: KubeObject,
  { cluster, manager }: ImpactWriting,
): Promise<void> {
  if (impact.operation === "create") return await create(impact.object, cluster, false);
  const patch = toMergePatch(before, impact.object);
  if (patch === undefined) return;
  const ref = toRef(before);
  const { status, ...rest } = patch;
  const changed =
    Object.keys(rest).length === 0
      ? before
      : await cluster.patch({ ref, operations: toOperations(before, rest), manager });
  if (!isObject(status)) return;
  await patchStatus({ status }, { before: changed, ref, manager, cluster });
}

/** Has the API server check what would be created, so that not half of a list is written. Throws as writeImpact does. */
export async function tryImpact({ operation, object }: Impact, cluster: Cluster): Promise<void> {
  if (operation === "create") await create(object, cluster, true);
}

async function create(object: KubeObject, cluster: Cluster, dryRun: boolean): Promise<void> {
  const { outcome } = await cluster.create(object, { dryRun });
  if (outcome === "created") return;
  throw new ReconcileError("CONFLICT", `Cannot create ${formatKey(toRef(object))}: it exists`);
}

type StatusWriting = ImpactWriting & { readonly before: KubeObject; readonly ref: ObjectRef };

/** Most kinds have their status apart; where a kind has not, it is a field like any other. */
async function patchStatus(
  patch: JsonObject,
  { before, ref, manager, cluster }: StatusWriting,
): Promise<void> {
  const operations = toOperations(before, patch);
  try {
    await cluster.patch({ ref, operations, manager, part: "status" });
  } catch (error) {
    if (codeOf(error) !== "NOT_FOUND") throw error;
    await cluster.patch({ ref, operations, manager });
  }
}
