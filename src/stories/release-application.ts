import { formatApplicationName } from "../application/application.ts";
import { limits } from "../limits.ts";
import type { Ports } from "../ports/ports.ts";
import { mergeConditions } from "../record/conditions.ts";
import type { Outcome } from "./outcome.ts";
import type { Session } from "./session.ts";

/**
 * Gives a lease back without a look at the application. `deleted`: its spec is gone, so there is nothing to bring anywhere;
 * what it has in the cluster stays. `poisoned`: it ended its process time after time, so it is left alone for a while.
 */
export async function releaseApplication(
  session: Session,
  reason: "deleted" | "poisoned",
  ports: Ports,
): Promise<Outcome> {
  const now = ports.clock.now();
  const { lease } = session;
  const none = { renders: 0, dryRuns: 0 };
  if (reason === "deleted") {
    await ports.applications.finish(lease, lease.head, undefined);
    return { held: false, ...none };
  }
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
