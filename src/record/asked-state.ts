import type { Ask } from "./ask.ts";
import { toRollbackRequest, withoutPin } from "./pin.ts";
import type { ApplicationState, SyncRequest } from "./state.ts";

/** Tells whether an ask is news: the state remembers the last one that was served. */
export function isUnserved(state: ApplicationState, ask: Ask | undefined): ask is Ask {
  return ask !== undefined && ask.id !== state.served;
}

/**
 * Lays what a person asked for over the state; once that is saved, the ask is served. A sync waits until it can start; an end
 * of the operation makes it Terminating, and one that waits for its retry goes on at once to end.
 */
export function toAskedState(state: ApplicationState, ask: Ask): ApplicationState {
  const asked = { ...state, served: ask.id };
  if (ask.what.kind === "sync") return withRequest(asked, ask.what.request);
  if (ask.what.kind === "rollback") return withRequest(asked, toRollbackRequest(state, ask.what));
  if (ask.what.kind === "release") return withoutPin(asked);
  if (ask.what.kind === "hardRefresh") return withOrphanLook(asked);
  return ask.what.kind === "terminate" ? withTermination(asked) : asked;
}

/** Has orphans looked for at the next chance; where the project does not want it, that is forgotten with the look. */
export function withOrphanLook(state: ApplicationState): ApplicationState {
  return { ...state, orphans: { ...state.orphans, at: 0 } };
}

/** Lays a request for a sync over the state; one that comes while an operation runs is served by that operation. */
export function withRequest(state: ApplicationState, request: SyncRequest): ApplicationState {
  return state.operation === undefined ? { ...state, requested: request } : state;
}

function withTermination(state: ApplicationState): ApplicationState {
  // A deletion that was asked for cannot be taken back, as in Kubernetes.
  if (state.operation === undefined || state.operation.deletion !== undefined) return state;
  const { retryAt: _, ...operation } = state.operation;
  const message = "operation terminated";
  return { ...state, operation: { ...operation, phase: "Terminating", terminated: true, message } };
}
