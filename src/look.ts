/**
 * The story of an application at which there is nothing to do, which is nearly every application at nearly every tick. In comes
 * its name; out goes its outcome, if a reconcile would neither act nor write down anything new; else undefined, and it is for a
 * reconcile to say why. It takes no lease and writes nothing, so it may run beside anybody.
 *
 * 1. What is known must be whole and at rest: a saved state, no operation, no request, nobody at work on it.
 * 2. Load the subject, resolve the revision, render, compare: as a reconcile does.
 * 3. What a reconcile would write must be what is there already.
 */
import type { ApplicationName } from "./application/application.ts";
import { codeOf } from "./errors.ts";
import { equalJson } from "./kube/canonical-json.ts";
import type { Ports } from "./ports/ports.ts";
import { type Known, toKnown } from "./stories/conclude-reconcile.ts";
import { decideOperation } from "./stories/decide-operation.ts";
import { loadSubject, resolveTarget } from "./stories/load-subject.ts";
import { observeApplication } from "./stories/observe-application.ts";
import type { Outcome } from "./stories/outcome.ts";

/** Looks at an application without its lease; undefined: there is, or may be, something to do. */
export async function look(name: ApplicationName, ports: Ports): Promise<Outcome | undefined> {
  try {
    const known = await recall(name, ports);
    return known === undefined ? undefined : await compare(name, known, ports);
  } catch (error) {
    // Whatever fails here fails in a reconcile again, which writes it down.
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

async function recall(name: ApplicationName, ports: Ports): Promise<Known | undefined> {
  const { state, bulk, isDue } = (await ports.data.read(name)) ?? {};
  if (state === undefined || bulk === undefined || isDue) return undefined;
  if (state.operation !== undefined || state.requested !== undefined) return undefined;
  return { state, bulk };
}

async function compare(name: ApplicationName, known: Known, ports: Ports): Promise<Outcome | undefined> {
  const subject = await loadSubject(name, ports);
  if (subject === undefined) return undefined;
  // The cluster is asked what it has while Git is asked for its heads.
  const [target] = await Promise.all([
    resolveTarget(subject.application, ports.git),
    subject.connection.cluster.discover({ fresh: false }),
  ]);
  const { inventory } = known.bulk;
  const observation = await observeApplication(subject, { revision: target, inventory }, ports);
  const now = ports.clock.now();
  const move = decideOperation(known.state, { subject, observation, target, now, token: 0 });
  if (move.do !== "nothing" || move.untilMs !== undefined || move.error !== undefined) return undefined;
  const found = toKnown(known, { subject, observation, findings: observation.findings }, now);
  if (!equalJson(found.bulk, known.bulk)) return undefined;
  if (!equalJson(found.state, known.state)) return undefined;
  const { renders, dryRuns } = observation;
  return { held: false, state: found.state, bulk: found.bulk, renders, dryRuns };
}
