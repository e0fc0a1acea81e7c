/**
 * The story of one application. In comes its name; out goes the application one step nearer to its Git revision. It may be
 * called at any time, by anybody, again and again, and may die anywhere: what there is to do is on the application's HEAD.
 *
 * 1. Take the lease; somebody else has it: leave, the mark stays. What a person asked for since is laid over the state.
 * 2. An application that is being deleted is brought one step nearer to its end, and nothing else (src/deletion).
 * 3. Load the spec, the project's consent, the cluster; lay what a person chose for one sync over it; resolve the revision (a
 *    running operation keeps its own).
 * 4. Render, make desired objects, read live ones, compare, assess health.
 * 5. Resume the running operation, or decide whether one is due; hold one that may not begin: paused, dependencies not met.
 * 6. Carry it out until it is finished, waits, gives way or is out of time; save before acting.
 * 7. Write record, state, inventory and what is watched; give the lease back, due again where something waits.
 */
import type { ApplicationName } from "./application/application.ts";
import { deleteApplication, deleteDamaged } from "./deletion/deletion.ts";
import { codeOf } from "./errors.ts";
import { limits } from "./limits.ts";
import type { Ports } from "./ports/ports.ts";
import type { Finding } from "./record/conditions.ts";
import type { SyncRequest } from "./record/state.ts";
import { type Conclusion, concludeReconcile } from "./stories/conclude-reconcile.ts";
import { decideOperation, type NextMove } from "./stories/decide-operation.ts";
import { failReconcile } from "./stories/fail-reconcile.ts";
import { endTurn, holdOperation, readStanding, toStandingFindings } from "./stories/hold-operation.ts";
import { loadSubject, type Subject } from "./stories/load-subject.ts";
import { type Asked, observeAsked } from "./stories/observe-asked.ts";
import { operate } from "./stories/operate.ts";
import type { Outcome } from "./stories/outcome.ts";
import { type Pinned, withPinOf, withSettledPin } from "./stories/pin-session.ts";
import { isSkipped, releaseApplication } from "./stories/release-application.ts";
import { beginSession, recallBulk, type Session, withAskedRefresh } from "./stories/session.ts";
import { withTimeout } from "./sync/sync-timeout.ts";

/**
 * Brings one application one step nearer to its Git revision; safe to call again at any time. `deadline` (milliseconds since
 * 1970): no new work after it. `request`: a person asks for a sync now. `mark`: it is due, whether anybody marked it or not.
 */
export async function reconcile(
  name: ApplicationName,
  ports: Ports,
  options: { readonly deadline: number; readonly request?: SyncRequest; readonly mark?: boolean },
): Promise<Outcome> {
  const lease = await ports.applications.acquire(name, { mark: options.mark ?? false });
  if (lease === undefined) return { held: true };
  let session = beginSession(lease, ports, options);
  try {
    session = await recallBulk(session, ports);
    if (lease.tries > limits.triesMax) return await releaseApplication(session, "poisoned", ports);
    return await advance(session, ports);
  } catch (error) {
    // Whoever holds the lease now goes on from what is saved.
    if (codeOf(error) === "LEASE_LOST") return { held: true };
    return (await deleteDamaged(session, error, ports)) ?? (await failReconcile(session, error, ports));
  }
}

async function advance(session: Session, ports: Ports): Promise<Outcome> {
  const manifest = await ports.specs.read("Application", session.lease.name);
  // As in Argo CD skip-reconcile holds up no deletion.
  const deleted = manifest === undefined ? undefined : await deleteApplication(session, manifest, ports);
  if (deleted !== undefined) return deleted;
  if (manifest !== undefined && isSkipped(manifest))
    return await releaseApplication(session, "skipped", ports);
  const declared = await loadSubject(session.lease.name, ports);
  if (declared === undefined) return await releaseApplication(session, "deleted", ports);
  const refreshed = withAskedRefresh(session, declared.application, ports);
  return await bringOn(withSettledPin(refreshed, declared, ports), declared, ports);
}

async function bringOn(session: Session, declared: Subject, ports: Ports): Promise<Outcome> {
  const { subject, target, observation } = await observeAsked(session, declared, ports);
  const standing = await readStanding(subject, ports);
  const { token } = session.lease;
  const { state } = session;
  const now = ports.clock.now();
  const decided = decideOperation(state, { subject, observation, target, now, token });
  const move = await holdOperation(decided, { subject, standing, state }, ports);
  const pinned = withPinOf(session, move, subject);
  const findings = [...observation.findings, ...toStandingFindings(standing, pinned.session.state, subject)];
  return await carryOn(pinned, { subject, target, observation, findings }, ports);
}

type Seen = Asked & { readonly findings: readonly Finding[] };

async function carryOn({ session, move }: Pinned, found: Seen, ports: Ports): Promise<Outcome> {
  const { target, ...seen } = found;
  const now = ports.clock.now();
  if (move.do === "nothing" || move.do === "hold") {
    return await concludeReconcile(session, toWaiting(session, move, seen), ports);
  }
  if (move.do === "end")
    return await concludeReconcile(session, { ...seen, operation: move.operation, dueAt: now }, ports);
  const defaultMs = ports.settings.syncTimeoutMs ?? 0;
  const timely = withTimeout(move.operation, seen.subject.application, { now, defaultMs });
  const { carried, objects, inventory } = await operate(session, { ...seen, operation: timely }, ports);
  const { operation, wait } = carried;
  await endTurn(seen.subject, operation, ports);
  // A commit that came while it ran is looked at now, not at the next tick.
  const isElsewhere = operation.revision.sha !== target.sha || seen.subject.declared !== undefined;
  const isBehind = operation.finishedAt !== undefined && isElsewhere;
  const dueAt = isBehind || carried.yielded ? now : wait?.untilMs;
  return await concludeReconcile(session, withDue({ ...seen, operation, objects, inventory }, dueAt), ports);
}

/** Nothing is carried out now: what there is to write down of it. */
function toWaiting(
  session: Session,
  move: Extract<NextMove, { do: "nothing" | "hold" }>,
  seen: Omit<Seen, "target">,
): Conclusion {
  const findings = move.finding === undefined ? seen.findings : [...seen.findings, move.finding];
  const held = move.do === "hold" ? move.operation : session.state.operation;
  const operation = held === undefined ? {} : { operation: held };
  return withDue({ ...seen, findings, ...operation, atRest: move.closed === true }, move.untilMs);
}

function withDue<T extends object>(
  conclusion: T,
  dueAt: number | undefined,
): T & { readonly dueAt?: number } {
  return dueAt === undefined ? conclusion : { ...conclusion, dueAt };
}
