import { aggregateHealth } from "../health/health.ts";
import { equalJson } from "../kube/canonical-json.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import type { BulkPointer } from "../ports/applications.ts";
import type { Ports } from "../ports/ports.ts";
import type { ApplicationBulk, InventoryEntry } from "../record/bulk.ts";
import type { Finding } from "../record/conditions.ts";
import { toIntendedInventory } from "../record/inventory.ts";
import { toNextState } from "../record/next-state.ts";
import { aggregateSync, isResource, toResources } from "../record/resources.ts";
import type { ApplicationState } from "../record/state.ts";
import { toSyncRecord } from "../record/sync-record.ts";
import type { Operation } from "../sync/operation.ts";
import { nextRetry } from "../sync/retry.ts";
import type { Subject } from "./load-subject.ts";
import type { Observation } from "./observe-application.ts";
import type { Outcome } from "./outcome.ts";
import type { Session } from "./session.ts";

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
};

/**
 * Writes record, bulk and state, and gives the lease back. The record comes first: if the process dies in between, the same
 * operation is concluded again and writes the same record.
 */
export async function concludeReconcile(
  session: Session,
  conclusion: Conclusion,
  ports: Ports,
): Promise<Outcome> {
  const { name } = conclusion.subject.application;
  const now = ports.clock.now();
  const { state, bulk, operation } = toKnown(session, conclusion, now);
  if (operation?.finishedAt !== undefined) {
    await ports.data.saveRecord(name, toSyncRecord(name, operation));
  }
  const pointer = await saveIfChanged(session, bulk);
  const dueAt = operation?.retryAt ?? conclusion.dueAt;
  const finished = await ports.applications.finish(session.lease, { state, bulk: pointer }, dueAt);
  const nextLook = finished === "again" ? now : dueAt;
  const { renders, dryRuns } = conclusion.observation;
  return {
    held: false,
    state,
    bulk,
    ...(nextLook === undefined ? {} : { dueAt: nextLook }),
    renders,
    dryRuns,
  };
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
  const found = {
    revision: observation.revision.sha,
    sync: isAsObserved ? observation.sync : aggregateSync(objects),
    health: isAsObserved ? observation.health : aggregateHealth(objects.filter(isResource)),
    findings: conclusion.findings,
    ...(operation === undefined ? {} : { operation }),
  };
  return { state: toNextState(before.state, found, { application, now }), bulk, operation };
}

/** A failed operation with retries left is not over: it waits for its next one. */
function toRetried({ operation, subject }: Conclusion, now: number): Operation | undefined {
  if (operation?.finishedAt === undefined || operation.phase === "Succeeded") return operation;
  return nextRetry(operation, subject.application.syncPolicy.retry, now) ?? operation;
}

/** With no change nothing is written but HEAD. */
async function saveIfChanged(session: Session, bulk: ApplicationBulk): Promise<BulkPointer> {
  const present = session.lease.head.bulk;
  if (present !== undefined && equalJson(bulk, session.bulk)) return present;
  return await session.saveBulk(bulk);
}
