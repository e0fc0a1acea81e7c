import { codeOf, messageOf } from "../errors.ts";
import type { ApplicationBulk } from "../record/bulk.ts";
import { type Finding, mergeConditions } from "../record/conditions.ts";
import type { ApplicationState } from "../record/state.ts";
import { toPause } from "../stories/fail-reconcile.ts";
import type { Outcome } from "../stories/outcome.ts";
import type { Operation } from "../sync/operation.ts";
import type { DeletionWork } from "./deletion-work.ts";
import { toDeletionTrouble } from "./trouble.ts";

/** Where a deletion stands when a call ends. */
export type DeletionEnd = {
  readonly operation?: Operation;
  readonly bulk: ApplicationBulk;
  readonly findings?: readonly Finding[];
  readonly dueAt: number;
  /** Only a person can bring it on: nobody should wait until dueAt. */
  readonly isAtRest?: boolean;
};

/** Writes down where a deletion stands, and gives the lease back until it is due again. */
export async function concludeDeletion(work: DeletionWork, end: DeletionEnd): Promise<Outcome> {
  const { session, ports } = work;
  const { operation, dueAt } = end;
  const trouble = operation?.deletion?.trouble;
  const findings = [...(end.findings ?? []), ...(trouble === undefined ? [] : [trouble])];
  const state = toState(work, findings, operation);
  const bulk = { ...end.bulk, results: operation?.results ?? end.bulk.results };
  const pointer = await session.saveBulk(bulk);
  const finished = await ports.applications.finish(session.lease, { state, bulk: pointer }, dueAt);
  const nextLook = finished === "again" ? ports.clock.now() : dueAt;
  const isWaiting = end.isAtRest !== true || finished === "again";
  return { held: false, state, bulk, ...(isWaiting ? { dueAt: nextLook } : {}), renders: 0, dryRuns: 0 };
}

/** Writes down why a deletion cannot go on at present; it is looked at again, ever more seldom. */
export async function failDeletion(work: DeletionWork, error: unknown): Promise<Outcome> {
  const { session, ports } = work;
  const now = ports.clock.now();
  const finding = toDeletionTrouble(messageOf(error), session.lease.name);
  const state = toState(work, [finding], session.state.operation);
  const { bulk } = session.lease.head;
  const dueAt = now + toPause(session.state, finding, now);
  const head = { state, ...(bulk === undefined ? {} : { bulk }) };
  await ports.applications.finish(session.lease, head, dueAt);
  const failure = { code: codeOf(error) ?? ("UNEXPECTED" as const), cause: error };
  return { held: false, state, bulk: session.bulk, dueAt, failure, renders: 0, dryRuns: 0 };
}

/** What a person asked for before is forgotten: there is no application to do it for. */
function toState(
  { session, ports }: DeletionWork,
  findings: readonly Finding[],
  operation: Operation | undefined,
): ApplicationState {
  const { operation: _, requested: _requested, ...kept } = session.state;
  const conditions = mergeConditions(kept.conditions, findings, ports.clock.now());
  return {
    ...kept,
    ...(operation === undefined ? {} : { operation: { ...operation, results: [] } }),
    conditions,
  };
}
