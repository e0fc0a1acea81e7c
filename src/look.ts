/**
 * The story of an application at which there is nothing to do, which is nearly every application at nearly every tick. In comes
 * its name; out goes its outcome, if a reconcile would neither act nor write down anything new; else undefined, and it is for a
 * reconcile to say why. It takes no lease and writes nothing, so it may run beside anybody.
 *
 * 1. What is known must be whole and at rest: a saved state, no operation, no request, nobody at work on it.
 * 2. Load the subject, resolve the revision, render, compare: as a reconcile does.
 * 3. What a reconcile would write must be what is there already.
 */
import type { Application, ApplicationName } from "./application/application.ts";
import { readRefresh } from "./application/refresh-request.ts";
import { codeOf } from "./errors.ts";
import { equalJson } from "./kube/canonical-json.ts";
import type { Ports } from "./ports/ports.ts";
import { isOrphanLookDue } from "./record/orphan-watch.ts";
import { settlePin } from "./record/pin.ts";
import { isRefreshDue } from "./record/refresh.ts";
import type { Pin } from "./record/state.ts";
import type { Revision } from "./source/revision.ts";
import type { Watch } from "./source/watch.ts";
import { choicesOf, withChoices } from "./stories/apply-choices.ts";
import { type Known, toKnown } from "./stories/conclude-reconcile.ts";
import { decideOperation } from "./stories/decide-operation.ts";
import { readStanding, toStandingFindings } from "./stories/hold-operation.ts";
import { loadSubject, resolveTarget } from "./stories/load-subject.ts";
import { observeApplication } from "./stories/observe-application.ts";
import type { Outcome } from "./stories/outcome.ts";
import { skipAnnotation } from "./stories/release-application.ts";
import { keepRevision } from "./tasks/keep-revision.ts";

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

type Recalled = Known & { readonly watch?: Watch };

async function recall(name: ApplicationName, ports: Ports): Promise<Recalled | undefined> {
  const { state, bulk, isDue, watch } = (await ports.data.read(name)) ?? {};
  if (state === undefined || bulk === undefined || isDue) return undefined;
  if (state.operation !== undefined || state.requested !== undefined) return undefined;
  return { state, bulk, ...(watch === undefined ? {} : { watch }) };
}

async function compare(name: ApplicationName, known: Recalled, ports: Ports): Promise<Outcome | undefined> {
  const declared = await loadSubject(name, ports);
  if (declared === undefined || declared.application.deletionTimestamp !== undefined) return undefined;
  if (declared.application.annotations[skipAnnotation] === "true") return undefined;
  if (isHardLookDue(known.state, declared.application, ports)) return undefined;
  const state = settlePin(known.state, {
    isAutomated: declared.application.syncPolicy.automated !== undefined,
    now: ports.clock.now(),
  });
  const subject = withChoices(declared, choicesOf(state));
  // The cluster is asked what it has while Git is asked for its heads.
  const [target] = await Promise.all([
    state.pin === undefined
      ? resolveKept(subject.application, known, ports)
      : resolvePinned(state.pin, ports),
    subject.connection.cluster.discover({ fresh: false }),
  ]);
  const { inventory } = known.bulk;
  const observation = await observeApplication(subject, { revision: target, inventory }, ports);
  const now = ports.clock.now();
  const move = decideOperation(state, { subject, observation, target, now, token: 0 });
  if (move.do !== "nothing" || move.untilMs !== undefined || move.finding !== undefined) return undefined;
  const standing = toStandingFindings(await readStanding(subject, ports), state, subject);
  const findings = [...observation.findings, ...standing];
  const found = toKnown({ ...known, state }, { subject, observation, findings }, now);
  if (isOrphanLookDue(found.state.orphans, name, now)) return undefined;
  if (!equalJson(found.bulk, known.bulk)) return undefined;
  if (!equalJson(found.state, known.state)) return undefined;
  const { renders, dryRuns } = observation;
  return { held: false, state: found.state, bulk: found.bulk, renders, dryRuns };
}

function isHardLookDue(
  state: Known["state"],
  { annotations }: Application,
  { clock, settings }: Ports,
): boolean {
  const { hardPeriodMs } = settings.reconciliation;
  return isRefreshDue(state, { request: readRefresh(annotations), hardPeriodMs, now: clock.now() });
}

async function resolveKept(application: Application, { watch }: Recalled, { git }: Ports): Promise<Revision> {
  return await keepRevision(await resolveTarget(application, git), { application, watch }, git);
}

async function resolvePinned({ source, revision }: Pin, { git }: Ports): Promise<Revision> {
  return await git.resolve(source.repoUrl, revision);
}
