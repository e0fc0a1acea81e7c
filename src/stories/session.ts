import type { Application } from "../application/application.ts";
import { readRefresh } from "../application/refresh-request.ts";
import { equalJson } from "../kube/canonical-json.ts";
import type { BulkPointer, Head, Lease } from "../ports/applications.ts";
import type { Ports } from "../ports/ports.ts";
import { isUnserved, toAskedState, withOrphanLook, withRequest } from "../record/asked-state.ts";
import type { ApplicationBulk } from "../record/bulk.ts";
import { unseenState } from "../record/next-state.ts";
import { withRefresh } from "../record/refresh.ts";
import type { ApplicationState, SyncRecord, SyncRequest } from "../record/state.ts";
import { isWatchable } from "../record/watched.ts";
import type { Watch } from "../source/watch.ts";

/** One holding of a lease: what was known when it began, and the way to write what is learnt. */
export type Session = {
  readonly lease: Lease;
  readonly state: ApplicationState;
  readonly bulk: ApplicationBulk;
  /** Milliseconds since 1970: no new work after this. */
  readonly deadline: number;
  /** It is rendered again, whatever is remembered. */
  readonly hard: boolean;
  /** What this look has found out so far, for a failure that comes later. */
  readonly found: { watch?: Watch; target?: string };
  /** Writes bulk under a new key, then HEAD that points at it; gives what HEAD now is. */
  save(state: ApplicationState, bulk: ApplicationBulk): Promise<Head>;
  /** Writes bulk only, for a HEAD that finish will write; and the record of an operation that is over. */
  saveBulk(bulk: ApplicationBulk, record?: SyncRecord): Promise<BulkPointer>;
};

const emptyBulk: ApplicationBulk = { inventory: [], resources: [], results: [] };

/** Begins a session with what HEAD says, and with what a person asks for laid over it; bulk data is still to be recalled. */
export function beginSession(
  lease: Lease,
  ports: Ports,
  options: { readonly deadline: number; readonly request?: SyncRequest },
): Session {
  let sequence = 0;
  const saveBulk = async (next: ApplicationBulk, record?: SyncRecord) => {
    sequence += 1;
    return await ports.data.saveBulk(lease.name, { token: lease.token, sequence }, next, record);
  };
  const { state = unseenState } = lease.head;
  const ask = isUnserved(state, lease.ask) ? lease.ask : undefined;
  const asked = ask === undefined ? state : toAskedState(state, ask);
  return {
    lease,
    state: options.request === undefined ? asked : withRequest(asked, options.request),
    bulk: emptyBulk,
    deadline: options.deadline,
    hard: ask?.what.kind === "hardRefresh",
    found: {},
    saveBulk,
    async save(nextState, nextBulk) {
      const next = { state: nextState, bulk: await saveBulk(nextBulk) };
      await ports.applications.save(lease, next);
      return next;
    },
  };
}

/** Finds out whether the look is a hard one, by the application's annotation or by the settings. */
export function withAskedRefresh(
  session: Session,
  { annotations }: Pick<Application, "annotations">,
  { clock, settings }: Pick<Ports, "clock" | "settings">,
): Session {
  const { state, isHard } = withRefresh(session.state, {
    request: readRefresh(annotations),
    hardPeriodMs: settings.reconciliation.hardPeriodMs,
    isHard: session.hard,
    now: clock.now(),
  });
  // The lists are heavy: a period of hard looks, which may be minutes, is no reason for them.
  const isAsked = isHard && state.refreshed !== session.state.refreshed;
  return { ...session, state: isAsked ? withOrphanLook(state) : state, hard: isHard };
}

/** Recalls inventory, resources and results; throws STATE_DAMAGED where they cannot be read. */
export async function recallBulk(session: Session, ports: Ports): Promise<Session> {
  const { head, name } = session.lease;
  if (head.bulk === undefined) return session;
  const bulk = await ports.data.readBulk(name, head.bulk);
  return { ...session, bulk, state: withResults(session.state, bulk) };
}

/** HEAD holds the running operation without its results: they are bulk. */
function withResults(state: ApplicationState, bulk: ApplicationBulk): ApplicationState {
  const { operation } = state;
  return operation === undefined ? state : { ...state, operation: { ...operation, results: bulk.results } };
}

/**
 * Notes what a tick must ask for an application, before its HEAD says that it is noted; gives what HEAD is to say. A revision
 * nobody has seen yet counts as moved, so the next tick has it observed.
 */
export async function noteWatch(
  { lease }: Session,
  watch: Watch,
  ports: Ports,
): Promise<Pick<Head, "watch">> {
  const before = lease.head.watch;
  if (before !== undefined && equalJson(before, watch)) return {};
  const { repoUrl, targetRevision } = watch;
  const isKnown = before?.repoUrl === repoUrl && before.targetRevision === targetRevision;
  if (isKnown || !isWatchable(watch)) return { watch };
  const { repositories } = ports.seen;
  if (before?.repoUrl !== repoUrl) await repositories.add(repoUrl);
  const heads = await repositories.readHeads(repoUrl);
  if (!Object.hasOwn(heads, targetRevision)) {
    await repositories.saveHeads(repoUrl, { ...heads, [targetRevision]: "" });
  }
  return { watch };
}
