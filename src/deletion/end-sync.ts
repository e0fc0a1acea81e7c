import type { ApiCatalog } from "../kube/api-catalog.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import { toSummary, toSyncRecord } from "../record/sync-record.ts";
import { carryOut } from "../stories/carry-out.ts";
import { toGuard } from "../stories/lease-guard.ts";
import type { Outcome } from "../stories/outcome.ts";
import type { Session } from "../stories/session.ts";
import type { Operation, TaskResult } from "../sync/operation.ts";
import type { CarriedOut } from "../tasks/sync-work.ts";
import { concludeDeletion } from "./conclude-deletion.ts";
import type { DeletionWork } from "./deletion-work.ts";
import type { DeletionSubject } from "./open-subject.ts";

/** What a sync is told that gives way to the deletion of its application. */
export const endedByDeletion = "terminated: the application is being deleted";

/**
 * Terminates the sync that runs, if one does, and cleans up its hooks; likewise the hooks of a deletion whose objects were given
 * up in the middle. Gives a session without them, or what has to be waited for.
 */
export async function endSync(
  work: DeletionWork,
  subject: DeletionSubject,
): Promise<{ readonly session: Session } | { readonly outcome: Outcome }> {
  const { session } = work;
  const present = session.state.operation;
  if (present === undefined) return { session };
  if (present.deletion !== undefined && (work.deletion.cascade || !hasOpenHooks(present))) return { session };
  const { operation, wait } = await terminate(present, work, subject);
  const now = present.deletion === undefined ? operation : { ...present, results: operation.results };
  if (wait !== undefined) {
    const known = { operation: now, bulk: session.bulk, dueAt: wait.untilMs };
    return { outcome: await concludeDeletion(work, known) };
  }
  if (present.deletion === undefined) return { session: await recordEnd(session, now, work) };
  return { session: { ...session, state: { ...session.state, operation: now } } };
}

function hasOpenHooks({ results }: Operation): boolean {
  return results.some(({ hook, uid, cleaned }) => hook && uid !== undefined && cleaned !== true);
}

async function terminate(
  present: Operation,
  { session, ports }: DeletionWork,
  subject: DeletionSubject,
): Promise<CarriedOut> {
  const { connection, application } = subject;
  const { retryAt: _, ...rest } = present;
  const operation: Operation = { ...rest, phase: "Terminating", terminated: true, message: endedByDeletion };
  const catalog = await connection.cluster.discover({ fresh: false });
  const save = async (next: Operation): Promise<void> => {
    const kept = present.deletion === undefined ? next : present;
    const head = { ...session.state, operation: { ...kept, results: [] } };
    await session.save(head, { ...session.bulk, results: next.results });
  };
  return await carryOut(
    {
      operation,
      plan: { tasks: toHookTasks(operation.results, catalog), refusals: [] },
      connection,
      application,
      installation: ports.settings.installation,
      deadline: session.deadline,
      isHealthy: ports.assess,
      shouldYield: () => Promise.resolve(false),
    },
    { clock: ports.clock, save, guard: toGuard(session.lease, subject, ports) },
  );
}

/** Puts a sync that ended on record; gives the session after it. */
export async function recordEnd(
  session: Session,
  ended: Operation,
  { ports }: DeletionWork,
): Promise<Session> {
  await ports.data.saveRecord(session.lease.name, toSyncRecord(session.lease.name, ended));
  const { operation: _, ...state } = session.state;
  return {
    ...session,
    state: { ...state, lastOperation: toSummary(ended) },
    bulk: { ...session.bulk, results: ended.results },
  };
}

function toHookTasks(results: readonly TaskResult[], catalog: ApiCatalog): readonly SyncTask[] {
  return results
    .filter((result) => result.hook)
    .flatMap((result) =>
      toRef(result, catalog).map((ref) => ({
        id: result.task,
        phase: result.syncPhase,
        wave: result.wave,
        action: "hook" as const,
        ref,
      })),
    );
}

/** Names the object of a result in a version that the cluster has; none where it does not have the kind. */
export function toRef(
  { group, kind, namespace, name }: TaskResult,
  catalog: ApiCatalog,
): readonly ObjectRef[] {
  const resource = catalog.resources.find((each) => each.group === group && each.kind === kind);
  if (resource === undefined || name === "") return [];
  const apiVersion = group === "" ? resource.version : `${group}/${resource.version}`;
  return [{ apiVersion, group, kind, namespace, name }];
}
