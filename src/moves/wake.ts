import type { ApplicationName } from "../application/application.ts";
import type { Applications } from "../ports/applications.ts";
import type { Clock } from "../ports/clock.ts";
import type { Queues } from "../ports/queues.ts";
import type { Ask } from "../record/ask.ts";
import { inParallel } from "../tasks/in-parallel.ts";

export type WakePorts = {
  readonly clock: Clock;
  readonly applications: Pick<Applications, "mark">;
  readonly queues: Pick<Queues, "wake">;
};

const marksAtOnceMax = 8;

/**
 * Asks for a look at applications now, each with what a person wants of it, and wakes a reconcile of each. All marks are made
 * before the first message is sent: a message that is lost, or that cannot be sent, is sent again by a tick.
 */
export async function markAndWake(
  names: readonly ApplicationName[],
  ports: WakePorts,
  ask?: Ask,
): Promise<void> {
  if (names.length === 0) return;
  const now = ports.clock.now();
  await inParallel(names, marksAtOnceMax, (name) => ports.applications.mark(name, now, ask));
  await ports.queues.wake(names);
}
