import type { BulkPointer, Head, Lease } from "../ports/applications.ts";
import type { Ports } from "../ports/ports.ts";
import type { ApplicationBulk } from "../record/bulk.ts";
import { unseenState } from "../record/next-state.ts";
import type { ApplicationState, SyncRequest } from "../record/state.ts";

/** One holding of a lease: what was known when it began, and the way to write what is learnt. */
export type Session = {
  readonly lease: Lease;
  readonly state: ApplicationState;
  readonly bulk: ApplicationBulk;
  /** Milliseconds since 1970: no new work after this. */
  readonly deadline: number;
  /** Writes bulk under a new key, then HEAD that points at it; gives what HEAD now is. */
  save(state: ApplicationState, bulk: ApplicationBulk): Promise<Head>;
  /** Writes bulk only, for a HEAD that finish will write. */
  saveBulk(bulk: ApplicationBulk): Promise<BulkPointer>;
};

const emptyBulk: ApplicationBulk = { inventory: [], resources: [], results: [] };

/** Begins a session with what HEAD says, and with what a person asks for now laid over it; bulk data is still to be recalled. */
export function beginSession(
  lease: Lease,
  ports: Ports,
  options: { readonly deadline: number; readonly request?: SyncRequest },
): Session {
  let sequence = 0;
  const saveBulk = async (next: ApplicationBulk) => {
    sequence += 1;
    return await ports.data.saveBulk(lease.name, { token: lease.token, sequence }, next);
  };
  return {
    lease,
    state: withRequest(lease.head.state ?? unseenState, options.request),
    bulk: emptyBulk,
    deadline: options.deadline,
    saveBulk,
    async save(nextState, nextBulk) {
      const next = { state: nextState, bulk: await saveBulk(nextBulk) };
      await ports.applications.save(lease, next);
      return next;
    },
  };
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

/** A request while an operation runs is served by that operation. */
function withRequest(state: ApplicationState, request: SyncRequest | undefined): ApplicationState {
  return request === undefined || state.operation !== undefined ? state : { ...state, requested: request };
}
