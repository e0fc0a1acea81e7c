/**
 * The story of a message that says "look at this application". In comes the application's name; out goes what a reconcile came to,
 * and the message that wakes it again where it wants to be. The message itself says nothing, so it may be lost, doubled or late.
 *
 * 1. Reconcile. Where another worker holds the application nothing more is done: that worker sees the mark.
 * 2. An application that ended its process time after time has a copy buried where people look.
 * 3. One that waits, or was marked meanwhile, is sent a message for then. So is one at rest that is due as soon as a queue holds
 *    messages; one that is due later, for its daily comparison, is found by a tick.
 */
import { type ApplicationName, formatApplicationName } from "./application/application.ts";
import { limits } from "./limits.ts";
import type { Ports } from "./ports/ports.ts";
import type { Queues } from "./ports/queues.ts";
import { reconcile } from "./reconcile.ts";
import type { Outcome } from "./stories/outcome.ts";

/** What serving a message uses. */
export type ServePorts = Ports & { readonly queues: Pick<Queues, "wake" | "bury"> };

/**
 * Serves one message of the reconcile queue; gives what the reconcile came to. `deadline`: milliseconds since 1970. Throws
 * STATE_UNREACHABLE where nothing could be sent: the message then comes again, and after it the tick.
 */
export async function serve(
  name: ApplicationName,
  ports: ServePorts,
  options: { readonly deadline: number },
): Promise<Outcome> {
  const outcome = await reconcile(name, ports, options);
  if (outcome.held) return outcome;
  if (outcome.poisoned === true) await ports.queues.bury(name, toReason(name));
  const now = ports.clock.now();
  const { dueAt, restUntil = Infinity } = outcome;
  const isCarried = restUntil - now <= limits.queueDelayMsMax;
  const wakeAt = dueAt ?? (isCarried ? restUntil : undefined);
  if (wakeAt !== undefined) await ports.queues.wake([name], Math.max(wakeAt - now, 0));
  return outcome;
}

function toReason(name: ApplicationName): string {
  const what = `${formatApplicationName(name)} ended its process more than ${limits.triesMax} times`;
  return `${what}; look at the logs of its last invocations`;
}
