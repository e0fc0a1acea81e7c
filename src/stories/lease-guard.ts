import { ReconcileError } from "../errors.ts";
import type { Lease } from "../ports/applications.ts";
import type { Ports } from "../ports/ports.ts";
import { type Pausable, readPause } from "./read-pause.ts";

/**
 * Makes the check before every write to a cluster: nobody paused what it belongs to, and so much of the lease is left that the
 * write cannot outlive it. Throws PAUSED, LEASE_LOST.
 */
export function toGuard(
  lease: Lease,
  subject: Pausable,
  ports: Pick<Ports, "clock" | "pauses" | "leaseMarginMs">,
): () => Promise<void> {
  return async () => {
    const paused = await readPause(subject, ports);
    if (paused !== undefined) throw new ReconcileError("PAUSED", paused.reason);
    if (ports.clock.now() < lease.expiresAt() - ports.leaseMarginMs) return;
    throw new ReconcileError(
      "LEASE_LOST",
      `Cannot write to the cluster: the lease on ${lease.name.name} is running out`,
    );
  };
}
