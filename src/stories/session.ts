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

/** Recalls what was known of an application, and lays what a person asks for now over it. */
export async function openSession(
  lease: Lease,
  ports: Ports,
  options: { readonly deadline: number; readonly request?: SyncRequest },
): Promise<Session> {
  const { head } = lease;
  const bulk = head.bulk === undefined ? emptyBulk : await ports.data.readBulk(lease.name, head.bulk);
  const state = withRequest(withResults(head.state ?? unseenState, bulk), options.request);
  let sequence = 0;
  const saveBulk = async (next: ApplicationBulk) => {
    sequence += 1;
    return await ports.data.saveBulk(lease.name, { token: lease.token, sequence }, next);
  };
  return {
    lease,
    state,
    bulk,
    deadline: options.deadline,
    saveBulk,
    async save(nextState, nextBulk) {
      const next = { state: nextState, bulk: await saveBulk(nextBulk) };
      await ports.applications.save(lease, next);
      return next;
    },
  };
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
