import type { ApplicationName } from "../application/application.ts";
import { aggregateHealth } from "../health/health.ts";
import { equalJson } from "../kube/canonical-json.ts";
import { formatKey } from "../kube/key.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import type { BulkPointer } from "../ports/applications.ts";
import type { Ports } from "../ports/ports.ts";
import type { ApplicationBulk, InventoryEntry } from "../record/bulk.ts";
import type { Finding } from "../record/conditions.ts";
import { nextLook } from "../record/daily-slot.ts";
import { toIntendedInventory } from "../record/inventory.ts";
import { toNextState } from "../record/next-state.ts";
import { toOrphanFindings } from "../record/orphan-findings.ts";
import { isOrphanLookDue, type OrphanWatch, toOrphanWatch } from "../record/orphan-watch.ts";
import { untilPinEnds } from "../record/pin.ts";
import { aggregateSync, isResource, toResources } from "../record/resources.ts";
import type { ApplicationState, SyncRecord } from "../record/state.ts";
import { toSyncRecord } from "../record/sync-record.ts";
import { toWatch } from "../record/watched.ts";
import type { Operation } from "../sync/operation.ts";
import { nextRetry } from "../sync/retry.ts";
import { sightOrphans } from "../tasks/sight-orphans.ts";
import type { Subject } from "./load-subject.ts";
import type { Observation } from "./observe-application.ts";
import type { Outcome } from "./outcome.ts";
import { noteWatch, type Session } from "./session.ts";

/** What there is to write down. Without an operation: the comparison alone. */
export type Conclusion = {
  readonly subject: Subject;
  readonly observation: Observation;
  /** As it is now: running, waiting or finished. */
  readonly operation?: Operation;
  /** What is known of the objects after the operation; else as they were observed. */
  readonly objects?: readonly ComparedObject[];
  readonly inventory?: readonly InventoryEntry[];
  readonly findings: readonly Finding[];
  /** When to be called again; a retry or a newer revision may come first. */
  readonly dueAt?: number;
  /** Nobody should wait until dueAt: it may be days away. */
  readonly atRest?: boolean;
};

/**
 * Writes record, bulk and state, and gives the lease back. HEAD comes last: if the process dies in between, the same
 * operation is concluded again and writes the same record.
 */
export async function concludeReconcile(
  session: Session,
  conclusion: Conclusion,
  ports: Ports,
): Promise<Outcome> {
  const { name } = conclusion.subject.application;
  const now = ports.clock.now();
  const orphans = await lookForOrphans(session, conclusion, ports);
  const { state, bulk, operation } = toKnown(withOrphans(session, orphans), conclusion, now);
  const record = operation?.finishedAt === undefined ? undefined : toSyncRecord(name, operation);
  const pointer = await saveIfChanged(session, bulk, { record, ports });
  const dueAt = operation?.retryAt ?? conclusion.dueAt;
  const source = conclusion.subject.declared ?? conclusion.subject.application.source;
  const { revision, reads } = conclusion.observation;
  const noted = await noteWatch(session, toWatch(source, { sha: revision.sha, reads }), ports);
  await noteKinds(session, state, ports);
  const head = { state, bulk: pointer, ...noted };
  const restUntil = untilPinEnds(dueAt ?? toRest(name, now, ports), state);
  const finished = await ports.applications.finish(session.lease, head, restUntil);
  const restless = conclusion.atRest === true ? undefined : dueAt;
  const nextLook = finished === "again" ? now : restless;
  const { renders, dryRuns } = conclusion.observation;
  return {
    held: false,
    state,
    bulk,
    ...toNext(nextLook, restUntil),
    renders,
    dryRuns,
  };
}

/** Gives when an application is looked at next: because it waits, or although it is at rest. */
export function toNext(
  dueAt: number | undefined,
  restUntil: number | undefined,
): Pick<Extract<Outcome, { held: false }>, "dueAt" | "restUntil"> {
  if (dueAt !== undefined) return { dueAt };
  return restUntil === undefined ? {} : { restUntil };
}

/** What is known of an application, as it is kept. */
export type Known = { readonly state: ApplicationState; readonly bulk: ApplicationBulk };

/** Puts what was found out beside what was known before; gives what is known now, and the operation as it is now. */
export function toKnown(
  before: Known,
  conclusion: Conclusion,
  now: number,
): Known & { readonly operation: Operation | undefined } {
  const { application } = conclusion.subject;
  const operation = toRetried(conclusion, now);
  const { observation } = conclusion;
  const objects = conclusion.objects ?? observation.objects;
  const isAsObserved = objects === observation.objects;
  const bulk: ApplicationBulk = {
    inventory: conclusion.inventory ?? toIntendedInventory(objects),
    resources: toResources(objects),
    results: operation?.results ?? before.bulk.results,
  };
  const orphans = toOrphanWatch(before.state.orphans, conclusion.subject, now);
  const found = {
    revision: observation.revision.sha,
    sync: isAsObserved ? observation.sync : aggregateSync(objects),
    health: isAsObserved ? observation.health : aggregateHealth(objects.filter(isResource)),
    findings: [...conclusion.findings, ...toOrphanFindings(orphans, conclusion.subject.project)],
    ...(operation === undefined ? {} : { operation }),
  };
  const observed = { cluster: conclusion.subject.connection.name, kinds: toKinds(bulk) };
  const known = withOrphans(before, orphans).state;
  const { deleteHooks: _, ...next } = toNextState(known, found, { application, now });
  const state = { ...next, observed, ...(observation.hasDeleteHooks ? { deleteHooks: true as const } : {}) };
  return { state, bulk, operation };
}

function withOrphans<T extends Pick<Known, "state">>(known: T, orphans: OrphanWatch | undefined): T {
  const { orphans: _, ...state } = known.state;
  return { ...known, state: orphans === undefined ? state : { ...state, orphans } };
}

/**
 * Looks for orphans where that is due; else gives what is known of them. Where nothing could be listed the look stays
 * due.
 */
async function lookForOrphans(
  session: Session,
  conclusion: Conclusion,
  ports: Ports,
): Promise<OrphanWatch | undefined> {
  const { subject, observation } = conclusion;
  const now = ports.clock.now();
  const watch = toOrphanWatch(session.state.orphans, subject, now);
  if (!isOrphanLookDue(watch, subject.application.name, now)) return watch;
  const { project, connection, application } = subject;
  const objects = conclusion.objects ?? observation.objects;
  const own = new Set(objects.map(({ ref }) => formatKey(ref)));
  const { namespace } = application.destination;
  const { catalog } = observation;
  const look = { project, connection, catalog, namespace, own, deadline: session.deadline };
  const found = await sightOrphans(look, ports);
  return found === undefined ? watch : { ...watch, at: now, found };
}

/** When an application at rest is looked at even if nothing moves; not before somebody ticks. */
export function toRest(name: ApplicationName, now: number, ports: Ports): number | undefined {
  return ports.dailySlots ? nextLook(name, now, ports.settings.reconciliation) : undefined;
}

function toKinds({ inventory }: ApplicationBulk): readonly string[] {
  return [...new Set(inventory.map(({ group, kind }) => `${group}/${kind}`))].toSorted();
}

/** Kinds that an observation of the cluster does not ask for yet, before HEAD says that it does. */
async function noteKinds({ state }: Session, { observed }: ApplicationState, ports: Ports): Promise<void> {
  if (observed === undefined) return;
  const { cluster, kinds } = observed;
  const known = new Set(state.observed?.cluster === cluster ? state.observed.kinds : []);
  const news = kinds.filter((kind) => !known.has(kind));
  if (news.length > 0) await ports.seen.clusters.addKinds(cluster, news);
}

/** A failed operation with retries left is not over: it waits for its next one. */
function toRetried({ operation, subject }: Conclusion, now: number): Operation | undefined {
  if (operation?.finishedAt === undefined || operation.phase === "Succeeded") return operation;
  return nextRetry(operation, subject.application.syncPolicy.retry, now) ?? operation;
}

/** With no change nothing is written but HEAD, and the record of an operation that is over. */
async function saveIfChanged(
  session: Session,
  bulk: ApplicationBulk,
  { record, ports }: { readonly record: SyncRecord | undefined; readonly ports: Ports },
): Promise<BulkPointer> {
  const { name, head } = session.lease;
  if (head.bulk === undefined || !equalJson(bulk, session.bulk)) return await session.saveBulk(bulk, record);
  if (record !== undefined) await ports.data.saveRecord(name, record);
  return head.bulk;
}
