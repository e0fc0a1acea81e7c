import { formatApplicationName } from "../application/application.ts";
import { type JsonObject, readField } from "../kube/json.ts";
import { limits } from "../limits.ts";
import type { Ports } from "../ports/ports.ts";
import { mergeConditions } from "../record/conditions.ts";
import { unseenState } from "../record/next-state.ts";
import type { Outcome } from "./outcome.ts";
import type { Session } from "./session.ts";

/**
 * Gives a lease back without a look at the application. `deleted`: its spec is gone, so there is nothing to bring anywhere;
 * what it has in the cluster stays. `poisoned`: it ended its process time after time, so it is left alone for a while. `skipped`:
 * an annotation says that it is not to be looked at.
 */
export async function releaseApplication(
  session: Session,
  reason: "deleted" | "poisoned" | "skipped",
  ports: Ports,
): Promise<Outcome> {
  const now = ports.clock.now();
  const { lease } = session;
  const none = { renders: 0, dryRuns: 0 };
  if (reason === "deleted") {
    const { state } = lease.head;
    // Nothing is known of it, or a deletion that had come to its end was interrupted: nothing is left to keep.
    const isOver =
      state === undefined || (state.operation === undefined && state.lastOperation?.deletion !== undefined);
    await ports.applications.finish(lease, isOver ? "removed" : lease.head, undefined);
    return { held: false, ...none };
  }
  if (reason === "skipped") return await skip(session, now, ports);
  const message = `Cannot reconcile ${formatApplicationName(lease.name)}: it ended its process ${lease.tries - 1} times; left alone until ${new Date(now + limits.poisonPauseMs).toISOString()}`;
  const { operation, ...kept } = session.state;
  const state = {
    ...kept,
    ...(operation === undefined ? {} : { operation: { ...operation, results: [] } }),
    conditions: mergeConditions(kept.conditions, [{ type: "Poisoned", message }], now),
  };
  await ports.applications.finish(lease, { ...lease.head, state }, now + limits.poisonPauseMs);
  const dueAt = now + limits.poisonPauseMs;
  return { held: false, state, bulk: session.bulk, dueAt, poisoned: true, ...none };
}

/** The annotation of an Application that is not to be looked at, Argo CD's. */
export const skipAnnotation = "argocd.argoproj.io/skip-reconcile";

/** Tells whether an Application is not to be looked at: Argo CD's annotation skip-reconcile. */
export function isSkipped(manifest: JsonObject): boolean {
  return readField(readField(readField(manifest, "metadata"), "annotations"), skipAnnotation) === "true";
}

/** Everything stays as it was last seen, and what was asked for since stays asked for; a change of the Application wakes it. */
async function skip({ lease, bulk }: Session, now: number, ports: Ports): Promise<Outcome> {
  const message = `not looked at, neither compared nor synced: its annotation ${skipAnnotation} says so; remove it to go on`;
  const { state: before = unseenState } = lease.head;
  const others = before.conditions.filter(({ type }) => type !== "ReconcileSkipped");
  const conditions = mergeConditions(
    before.conditions,
    [...others, { type: "ReconcileSkipped", message }],
    now,
  );
  const state = { ...before, conditions };
  await ports.applications.finish(lease, { ...lease.head, state }, undefined);
  return { held: false, state, bulk, renders: 0, dryRuns: 0 };
}
