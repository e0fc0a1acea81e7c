/**
 * The deletion of one application, a step at a time. In: a lease on an application whose stored manifest says that it is being
 * deleted. Out: the application one step nearer to its end. As every story it may die anywhere and be called again.
 *
 * 1. A sync that runs is terminated; its hooks are cleaned up.
 * 2. Finalizers of the manifest say whether the deletion cascades, anew at every call: a person may give up its objects.
 * 3. Hooks come from Git, at the revision at which the deletion began. Where they cannot be rendered, and there are some, it
 *    waits: it goes on without them when a person approves that.
 * 4. PreDelete hooks, the objects in mirrored waves, namespaces, PostDelete hooks: a plan (plan/delete-plan.ts) carried out as
 *    a sync is, with the same promises. What fails is tried again, ever more seldom; the condition says why, and the way out.
 * 5. The record is written; then bulk data, the manifest and HEAD go. Records stay.
 *
 * A cluster that does not exist any more ends it; one that cannot be reached ends only what does not cascade.
 */
import { type Deletion, readDeletion } from "../application/deletion-mark.ts";
import { codeOf } from "../errors.ts";
import type { JsonObject } from "../kube/json.ts";
import { limits } from "../limits.ts";
import type { Ports } from "../ports/ports.ts";
import { carryOut } from "../stories/carry-out.ts";
import { toGuard } from "../stories/lease-guard.ts";
import type { Outcome } from "../stories/outcome.ts";
import type { Session } from "../stories/session.ts";
import type { Operation } from "../sync/operation.ts";
import { nextRetry } from "../sync/retry.ts";
import { concludeDeletion, failDeletion } from "./conclude-deletion.ts";
import type { DeletionWork } from "./deletion-work.ts";
import { abandonObjects, finishDeletion, removeApplication } from "./end-deletion.ts";
import { endSync } from "./end-sync.ts";
import { type DeletionSubject, openSubject } from "./open-subject.ts";
import { prepareDeletion } from "./prepare-deletion.ts";
import { toDeletionMessage, toTrouble } from "./trouble.ts";

/** Brings a deletion one step nearer to its end; undefined: the application is not being deleted. Throws LEASE_LOST. */
export async function deleteApplication(
  session: Session,
  manifest: JsonObject,
  ports: Ports,
): Promise<Outcome | undefined> {
  const deletion = readDeletion(manifest);
  if (deletion === undefined) return undefined;
  const work = { session, manifest, deletion, ports };
  try {
    const { operation, lastOperation } = session.state;
    if (operation === undefined && lastOperation?.deletion !== undefined)
      return await removeApplication(session, ports);
    return await advance(work);
  } catch (error) {
    if (codeOf(error) === "LEASE_LOST") throw error;
    if (mayAbandon(error, work)) return await abandonObjects(work, error);
    return await failDeletion(work, error);
  }
}

/**
 * The same where what is kept of the application is damaged: what does not cascade needs none of it. undefined: it is not being
 * deleted, or the error is another one.
 */
export async function deleteDamaged(
  session: Session,
  error: unknown,
  ports: Ports,
): Promise<Outcome | undefined> {
  if (codeOf(error) !== "STATE_DAMAGED") return undefined;
  const manifest = await ports.specs.read("Application", session.lease.name);
  const deletion = manifest === undefined ? undefined : readDeletion(manifest);
  if (manifest === undefined || deletion === undefined) return undefined;
  const work = { session, manifest, deletion, ports };
  return deletion.cascade ? await failDeletion(work, error) : await abandonObjects(work, error);
}

/** So long what does not cascade waits for a cluster that fails, to hand its objects back in good order. */
const patienceMs = 30_000;

function mayAbandon(error: unknown, { deletion, ports }: { deletion: Deletion; ports: Ports }): boolean {
  if (codeOf(error) === "CLUSTER_GONE") return true;
  return !deletion.cascade && codeOf(error) !== undefined && ports.clock.now() >= deletion.since + patienceMs;
}

async function advance(work: DeletionWork): Promise<Outcome> {
  const subject = await openSubject(work);
  const ended = await endSync(work, subject);
  if ("outcome" in ended) return ended.outcome;
  return await continueDeletion({ ...work, session: ended.session }, subject);
}

async function continueDeletion(work: DeletionWork, subject: DeletionSubject): Promise<Outcome> {
  const prepared = await prepareDeletion(work, subject);
  if ("wait" in prepared) return await concludeDeletion(work, prepared.wait);
  const { operation, plan, bulk } = prepared;
  const save = async (next: Operation): Promise<void> => {
    const { requested: _, ...state } = work.session.state;
    await work.session.save(
      { ...state, operation: { ...next, results: [] } },
      { ...bulk, results: next.results },
    );
  };
  if (work.session.state.operation?.id !== operation.id) await save(operation);
  const { connection, application } = subject;
  const { ports, session } = work;
  const carried = await carryOut(
    {
      operation,
      plan,
      connection,
      application,
      installation: ports.settings.installation,
      deletion: { propagation: work.deletion.propagation },
      deadline: session.deadline,
      isHealthy: ports.assess,
      shouldYield: () => Promise.resolve(false),
    },
    { clock: ports.clock, save, guard: toGuard(session.lease, subject, ports) },
  );
  if (carried.wait !== undefined) {
    const known = { operation: carried.operation, bulk, dueAt: carried.wait.untilMs };
    return await concludeDeletion(work, known);
  }
  if (carried.operation.phase === "Succeeded") {
    const message = toDeletionMessage(carried.operation.results, prepared.notes);
    return await finishDeletion(work, { ...carried.operation, message });
  }
  const failed = toFailed(carried.operation, plan.refusals, work);
  return await concludeDeletion(work, {
    operation: failed,
    bulk,
    dueAt: failed.retryAt ?? ports.clock.now(),
  });
}

/** A deletion is never over before it has succeeded. */
const retryPolicy = {
  limit: -1,
  durationMs: limits.failurePauseMs,
  factor: 2,
  maxDurationMs: limits.failurePauseMaxMs,
};

function toFailed(
  operation: Operation,
  refusals: readonly string[],
  { session, ports }: DeletionWork,
): Operation {
  const trouble = toTrouble(operation.results, refusals, session.lease.name);
  const failed = { ...operation, message: trouble.message, deletion: { ...operation.deletion, trouble } };
  return nextRetry(failed, retryPolicy, ports.clock.now()) ?? failed;
}
