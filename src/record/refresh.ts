import type { RefreshRequest } from "../application/refresh-request.ts";
import type { ApplicationState } from "./state.ts";

/** A state, and whether manifests are rendered again whatever is remembered. */
export type Refreshed = { readonly state: ApplicationState; readonly isHard: boolean };

/** What may ask for a hard look. Times in milliseconds, `now` since 1970. */
export type RefreshReasons = {
  /** Of the application's annotations. */
  readonly request: RefreshRequest | undefined;
  /** timeout.hard.reconciliation; undefined: off. */
  readonly hardPeriodMs: number | undefined;
  /** Somebody asks for it beside these. */
  readonly isHard: boolean;
  readonly now: number;
};

/**
 * Tells whether a look is a hard one, and lays over the state that it was served; a look that fails leaves it to be served. A
 * plain request needs nothing here: whoever changes the annotation asks for a look.
 */
export function withRefresh(before: ApplicationState, reasons: RefreshReasons): Refreshed {
  const { refreshed, hardAt, ...state } = before;
  const { request, hardPeriodMs, now } = reasons;
  const asked = request?.isHard === true ? request.id : undefined;
  const isOver = hardPeriodMs !== undefined && hardAt !== undefined && hardAt + hardPeriodMs <= now;
  const isHard = reasons.isHard || isOver || (asked !== undefined && asked !== refreshed);
  return {
    isHard,
    state: {
      ...state,
      ...(asked === undefined ? {} : { refreshed: asked }),
      ...(hardPeriodMs === undefined ? {} : { hardAt: isHard ? now : (hardAt ?? now) }),
    },
  };
}

/** Tells whether there is something to serve, or to forget, so that a look without a lease will not do. */
export function isRefreshDue(before: ApplicationState, reasons: Omit<RefreshReasons, "isHard">): boolean {
  const { state, isHard } = withRefresh(before, { ...reasons, isHard: false });
  return isHard || state.refreshed !== before.refreshed || state.hardAt !== before.hardAt;
}
