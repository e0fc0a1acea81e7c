import { formatKey, type ObjectKey } from "../kube/key.ts";
import type { ObjectPair } from "../live/object-pair.ts";
import type { DeletePlan } from "../plan/delete-plan.ts";
import type { InventoryEntry } from "../record/bulk.ts";
import { restorePrunes } from "../record/lost-results.ts";
import type { Revision } from "../source/revision.ts";
import { toOperationId } from "../stories/decide-operation.ts";
import type { Operation, TaskResult } from "../sync/operation.ts";
import { withResults } from "../sync/results.ts";
import { beginRetry } from "../sync/retry.ts";
import type { DeletionWork } from "./deletion-work.ts";

/** What a deletion was planned from. */
export type OperationGrounds = {
  readonly plan: DeletePlan;
  readonly pairs: readonly ObjectPair[];
  readonly present: ReadonlySet<string>;
  readonly revision: Revision;
  readonly skipHooks: boolean;
};

/** Begins the operation that deletes an application, or goes on with it: its next try, if it failed. */
export function toOperation(work: DeletionWork, grounds: OperationGrounds): Operation {
  const { plan, revision, skipHooks } = grounds;
  const { session } = work;
  const present = session.state.operation;
  const deletion = skipHooks ? ({ skipHooks: true } as const) : {};
  if (present === undefined) return { ...beginOperation(work, revision), deletion };
  const resumed = present.retryAt === undefined ? present : beginRetry(present, present);
  const restored = withResults(resumed, toLostReleases(resumed, session.bulk.inventory, grounds));
  const known = restorePrunes(restored, session.bulk.inventory, grounds.present);
  return { ...withoutReplaced(known, plan), deletion: { ...present.deletion, ...deletion } };
}

/** Makes the operation of a deletion that has not done anything yet. */
export function beginOperation({ session, deletion, ports }: DeletionWork, revision: Revision): Operation {
  const now = ports.clock.now();
  return {
    id: toOperationId(now, session.lease.token),
    startedAt: now,
    initiatedBy: { username: deletion.requestedBy, automated: false },
    revision,
    specHash: "",
    prune: true,
    phase: "Running",
    message: "deleting the application",
    retries: 0,
    results: [],
    deletion: {},
  };
}

/** Makes the result of an object of which no task is left. */
export function toObjectResult(
  { group, kind, namespace, name }: ObjectKey,
  fields: Pick<TaskResult, "message" | "startedAt"> & { readonly code: "Pruned" | "PruneSkipped" },
): TaskResult {
  const key = { group, kind, namespace, name };
  const task = formatKey(key);
  return {
    ...key,
    task,
    syncPhase: "Sync",
    wave: 0,
    hook: false,
    prune: true,
    phase: "Succeeded",
    ...fields,
  };
}

/** Gives the revision that is known best without asking Git. */
export function toLastRevision({ session }: DeletionWork): Revision {
  const { lastOperation, sync } = session.state;
  return lastOperation?.revision ?? { sha: sync.revision, author: "", subject: "", committedAt: 0 };
}

/** What was ours and is there, and not ours any more: a crash took the result of its release. */
function toLostReleases(
  { results, startedAt }: Operation,
  inventory: readonly InventoryEntry[],
  { pairs, present }: OperationGrounds,
): readonly TaskResult[] {
  const own = pairs.filter(({ owner, unknown }) => owner === "ours" || unknown !== undefined);
  const known = new Set([...own.map(({ ref }) => formatKey(ref)), ...results.map(formatKey)]);
  const lost = inventory.filter((entry) => present.has(formatKey(entry)) && !known.has(formatKey(entry)));
  const message = "not ours any more when the interrupted deletion went on";
  return lost.map((entry) => toObjectResult(entry, { code: "PruneSkipped", message, startedAt }));
}

/** What was deleted and is there again, as another object, is deleted again. */
function withoutReplaced(operation: Operation, plan: DeletePlan): Operation {
  const prunes = plan.tasks.filter(({ action }) => action === "prune");
  const uids = new Map(prunes.map(({ id, live }) => [id, live?.metadata.uid]));
  const isReplaced = ({ task, uid }: Operation["results"][number]) =>
    uids.get(task) !== undefined && uids.get(task) !== uid;
  return { ...operation, results: operation.results.filter((result) => !isReplaced(result)) };
}
