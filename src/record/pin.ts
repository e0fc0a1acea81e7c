import type { ApplicationSource } from "../application/application-source.ts";
import { formatTime } from "../kube/time.ts";
import type { Operation } from "../sync/operation.ts";
import type { SyncChoices } from "../sync/sync-choices.ts";
import type { RollbackAsk } from "./ask.ts";
import type { Finding } from "./conditions.ts";
import type { ApplicationState, HistoryEntry, Pin, SyncRequest } from "./state.ts";
import { isPartial } from "./sync-record.ts";

/** Makes the request for a sync to what the history has; an id that it does not have is refused when it is looked at. */
export function toRollbackRequest(
  { history }: Pick<ApplicationState, "history">,
  { id, initiatedBy, prune, dryRun, pinUntil }: RollbackAsk,
): SyncRequest {
  const entry = id === 0 ? history.at(-2) : history.find((each) => each.id === id);
  const choices: SyncChoices = {
    rollbackTo: entry?.id ?? id,
    ...(entry === undefined ? {} : { revision: entry.revision, ...toSourceChoice(entry) }),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(pinUntil === undefined ? {} : { pinUntil }),
  };
  return { initiatedBy, prune, choices };
}

/** An entry of before sources were kept whole goes back to the revision alone. */
function toSourceChoice({ source }: HistoryEntry): Pick<SyncChoices, "source"> {
  return isWhole(source) ? { source } : {};
}

function isWhole(source: HistoryEntry["source"]): source is ApplicationSource {
  return source.directory !== undefined && source.helm !== undefined && source.kustomize !== undefined;
}

/** Gives the state without its pin; what was tried while it was there counts no more. */
export function withoutPin(state: ApplicationState): ApplicationState {
  if (state.pin === undefined) return state;
  const { pin: _, attempt: _attempt, ...rest } = state;
  return rest;
}

/** Ends a pin whose time is over, or whose application does not sync by itself any more. */
export function settlePin(
  state: ApplicationState,
  { isAutomated, now }: { readonly isAutomated: boolean; readonly now: number },
): ApplicationState {
  const until = state.pin?.until ?? Number.POSITIVE_INFINITY;
  return isAutomated && now < until ? state : withoutPin(state);
}

/**
 * Lays over the state what a new operation means for the pin: a rollback of an application that syncs by itself puts one, any
 * other sync of the whole that a person asked for ends it.
 */
export function pinFor(
  state: ApplicationState,
  operation: Operation,
  { isAutomated, source }: { readonly isAutomated: boolean; readonly source: ApplicationSource },
): ApplicationState {
  const { choices = {}, initiatedBy, startedAt, revision } = operation;
  if (initiatedBy.automated || isPartial(operation)) return state;
  if (choices.rollbackTo === undefined || !isAutomated) return withoutPin(state);
  const { pinUntil, rollbackTo } = choices;
  const pin: Pin = {
    revision: revision.sha,
    source,
    historyId: rollbackTo,
    since: startedAt,
    by: initiatedBy.username,
    ...(pinUntil === undefined ? {} : { until: pinUntil }),
  };
  return { ...state, pin };
}

/** Gives what automated syncs are to instead of the target revision. */
export function toPinnedChoices({ pin }: Pick<ApplicationState, "pin">): SyncChoices | undefined {
  if (pin === undefined) return undefined;
  const { revision, source, historyId } = pin;
  return { revision, source, rollbackTo: historyId };
}

/** Gives when an application is due, with the end of its pin counted in. */
export function untilPinEnds(
  dueAt: number | undefined,
  { pin }: Pick<ApplicationState, "pin">,
): number | undefined {
  if (pin?.until === undefined) return dueAt;
  return Math.min(dueAt ?? Number.POSITIVE_INFINITY, pin.until);
}

/** Says that an application is pinned, until when, and how to end it. */
export function toPinFindings({ pin }: Pick<ApplicationState, "pin">, name: string): readonly Finding[] {
  if (pin === undefined) return [];
  const until = pin.until === undefined ? "" : ` until ${formatTime(pin.until)}`;
  const message = `Pinned to revision ${pin.revision.slice(0, 8)} (history ${pin.historyId}) by ${pin.by} since ${formatTime(pin.since)}${until}: automated syncs keep it there; release it with \`outrigger app release ${name}\``;
  return [{ type: "Pinned", message }];
}
