/**
 * The story of one application. In comes its name; out goes the application one step nearer to its Git revision. It may be
 * called at any time, by anybody, again and again, and may die anywhere: what there is to do is on the application's HEAD.
 *
 * 1. Take the lease; somebody else has it: leave, the mark stays. What a person asked for since is laid over the state.
 * 2. Load the spec, the project's consent, the cluster; resolve the revision (a running operation keeps its own).
 * 3. Render, make desired objects, read live ones, compare, assess health.
 * 4. Resume the running operation, or decide whether one is due.
 * 5. Carry it out until it is finished, waits, gives way or is out of time; save before acting.
 * 6. Write record, state, inventory and what is watched; give the lease back, due again where something waits.
 */
import type { Application, ApplicationName } from "./application/application.ts";
import { codeOf } from "./errors.ts";
import { limits } from "./limits.ts";
import type { Ports } from "./ports/ports.ts";
import type { RenderCache } from "./ports/render-cache.ts";
import type { SyncRequest } from "./record/state.ts";
import { toWatch } from "./record/watched.ts";
import type { Revision } from "./source/revision.ts";
import { concludeReconcile } from "./stories/conclude-reconcile.ts";
import { decideOperation } from "./stories/decide-operation.ts";
import { failReconcile } from "./stories/fail-reconcile.ts";
import { loadSubject, resolveTarget } from "./stories/load-subject.ts";
import { observeApplication } from "./stories/observe-application.ts";
import { operate } from "./stories/operate.ts";
import type { Outcome } from "./stories/outcome.ts";
import { releaseApplication } from "./stories/release-application.ts";
import { beginSession, recallBulk, type Session } from "./stories/session.ts";

/**
 * Brings one application one step nearer to its Git revision; safe to call again at any time. `deadline` (milliseconds since
 * 1970): no new work after it. `request`: a person asks for a sync now.
 */
export async function reconcile(
  name: ApplicationName,
  ports: Ports,
  options: { readonly deadline: number; readonly request?: SyncRequest },
): Promise<Outcome> {
  const lease = await ports.applications.acquire(name);
  if (lease === undefined) return { held: true };
  let session = beginSession(lease, ports, options);
  try {
    session = await recallBulk(session, ports);
    if (lease.tries > limits.triesMax) return await releaseApplication(session, "poisoned", ports);
    return await advance(session, ports);
  } catch (error) {
    // Whoever holds the lease now goes on from what is saved.
    if (codeOf(error) === "LEASE_LOST") return { held: true };
    return await failReconcile(session, error, ports);
  }
}

async function advance(session: Session, ports: Ports): Promise<Outcome> {
  const subject = await loadSubject(session.lease.name, ports);
  if (subject === undefined) return await releaseApplication(session, "deleted", ports);
  const { target, revision } = await resolveRevision(session, subject.application, ports);
  const at = { revision, inventory: session.bulk.inventory };
  const observation = await observeApplication(subject, at, session.hard ? withoutMemory(ports) : ports);
  const seen = { subject, observation, findings: observation.findings };
  const { token } = session.lease;
  const move = decideOperation(session.state, {
    subject,
    observation,
    target,
    now: ports.clock.now(),
    token,
  });
  if (move.do === "nothing") {
    const findings = move.error === undefined ? [] : [{ type: "SyncError", message: move.error }];
    const waiting = { ...seen, findings: [...seen.findings, ...findings], ...toRunning(session) };
    return await concludeReconcile(session, withDue(waiting, move.untilMs), ports);
  }
  const now = ports.clock.now();
  if (move.do === "end")
    return await concludeReconcile(session, { ...seen, operation: move.operation, dueAt: now }, ports);
  const { carried, objects, inventory } = await operate(
    session,
    { ...seen, operation: move.operation },
    ports,
  );
  const { operation, wait } = carried;
  // A commit that came while it ran is looked at now, not at the next tick.
  const isBehind = operation.finishedAt !== undefined && operation.revision.sha !== target.sha;
  const dueAt = isBehind || carried.yielded ? now : wait?.untilMs;
  return await concludeReconcile(session, withDue({ ...seen, operation, objects, inventory }, dueAt), ports);
}

/** A running operation keeps its own revision. What is found out on the way is watched even if the look fails. */
async function resolveRevision(
  { state, found }: Session,
  { source }: Application,
  ports: Ports,
): Promise<{ readonly target: Revision; readonly revision: Revision }> {
  found.watch = toWatch(source, { sha: "", reads: {} });
  const target = await resolveTarget({ source }, ports.git);
  const revision = state.operation?.revision ?? target;
  found.target = target.sha;
  found.watch = toWatch(source, { sha: revision.sha, reads: {} });
  return { target, revision };
}

function withoutMemory(ports: Ports): Ports {
  const { renderCache } = ports;
  const forgetful: RenderCache = {
    read: () => Promise.resolve(undefined),
    save: (key, text) => renderCache.save(key, text),
  };
  return { ...ports, renderCache: forgetful };
}

function toRunning({ state }: Session): Pick<Session["state"], "operation"> {
  return state.operation === undefined ? {} : { operation: state.operation };
}

function withDue<T extends object>(
  conclusion: T,
  dueAt: number | undefined,
): T & { readonly dueAt?: number } {
  return dueAt === undefined ? conclusion : { ...conclusion, dueAt };
}
