import { codeOf, messageOf } from "../errors.ts";
import type { Ports } from "../ports/ports.ts";
import { toSummary, toSyncRecord } from "../record/sync-record.ts";
import type { Outcome } from "../stories/outcome.ts";
import type { Session } from "../stories/session.ts";
import type { Operation } from "../sync/operation.ts";
import { toFinished, withResults } from "../sync/results.ts";
import { beginOperation, toLastRevision, toObjectResult } from "./deletion-operation.ts";
import type { DeletionWork } from "./deletion-work.ts";
import { endedByDeletion, recordEnd } from "./end-sync.ts";

/**
 * Ends a deletion that has done all there was to do: the record is written, and HEAD says that nothing is left to do, before
 * anything is removed. So a process that dies in between leaves a removal to be done again, never a deletion.
 */
export async function finishDeletion(
  { session, ports }: DeletionWork,
  operation: Operation,
): Promise<Outcome> {
  const { name } = session.lease;
  await ports.data.saveRecord(name, toSyncRecord(name, operation));
  const { operation: _, requested: _requested, ...state } = session.state;
  await ports.applications.save(session.lease, { state: { ...state, lastOperation: toSummary(operation) } });
  return await removeApplication(session, ports);
}

/** Removes an application of which nothing is left to delete; its records stay. */
export async function removeApplication({ lease }: Session, ports: Ports): Promise<Outcome> {
  await ports.specs.delete("Application", lease.name);
  const finished = await ports.applications.finish(lease, "removed", undefined);
  const again = finished === "again" ? { dueAt: ports.clock.now() } : {};
  return { held: false, ...again, renders: 0, dryRuns: 0 };
}

/**
 * Ends a deletion whose objects are out of reach: their cluster is gone with all that was in it, or it cannot be reached and
 * they are to stay there anyway. The record says which.
 */
export async function abandonObjects(work: DeletionWork, error: unknown): Promise<Outcome> {
  const { ports } = work;
  const why = messageOf(error);
  const isGone = codeOf(error) === "CLUSTER_GONE";
  const session = await recordSync(work, why);
  const code = isGone ? "Pruned" : "PruneSkipped";
  const message = isGone ? "gone with its cluster" : `kept; still marked as ours: ${why}`;
  const now = ports.clock.now();
  const operation =
    session.state.operation ?? beginOperation({ ...work, session }, toLastRevision({ ...work, session }));
  const known = new Set(operation.results.map(({ task }) => task));
  const left = session.bulk.inventory
    .map((entry) => toObjectResult(entry, { code, message, startedAt: now }))
    .filter(({ task }) => !known.has(task));
  const text = isGone ? `the cluster is gone: ${why}` : `its objects stay in the cluster as they are: ${why}`;
  const ended = toFinished(withResults(operation, left), { phase: "Succeeded", message: text, now });
  return await finishDeletion({ ...work, session }, ended);
}

/** A sync that ran ends as well; its hooks are out of reach. */
async function recordSync(work: DeletionWork, why: string): Promise<Session> {
  const { session, ports } = work;
  const { operation } = session.state;
  if (operation === undefined || operation.deletion !== undefined) return session;
  const message = `${endedByDeletion}; its hooks were not cleaned up: ${why}`;
  const stopped = { ...operation, terminated: true } as const;
  const ended = toFinished(stopped, { phase: "Failed", message, now: ports.clock.now() });
  return await recordEnd(session, ended, work);
}
