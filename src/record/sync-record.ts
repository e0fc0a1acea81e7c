import { type Application, type ApplicationName, formatApplicationName } from "../application/application.ts";
import type { Operation } from "../sync/operation.ts";
import type { HistoryEntry, OperationSummary, SyncRecord } from "./state.ts";

/** Makes the record of a finished operation. Results hold keys, codes and messages only, never an object's fields. */
export function toSyncRecord(name: ApplicationName, operation: Operation): SyncRecord {
  return {
    application: formatApplicationName(name),
    operation: operation.id,
    initiatedBy: operation.initiatedBy,
    revision: operation.revision,
    startedAt: operation.startedAt,
    finishedAt: operation.finishedAt ?? operation.startedAt,
    phase: operation.phase,
    message: operation.message,
    retries: operation.retries,
    results: operation.results,
    ...(operation.deletion === undefined ? {} : { kind: "deletion" }),
  };
}

/** Gives what the status keeps of an operation: everything but the bulk. */
export function toSummary(operation: Operation): OperationSummary {
  const { results: _results, only: _only, ...summary } = operation;
  return summary;
}

/**
 * Adds a succeeded operation to the history, newest last as in Argo CD, as many as the application keeps. Other phases leave no
 * entry: history is what can be rolled back to. Adding the same operation twice changes nothing.
 */
export function addToHistory(
  history: readonly HistoryEntry[],
  operation: Operation,
  { source, historyLimit }: Pick<Application, "source" | "historyLimit">,
): readonly HistoryEntry[] {
  if (operation.phase !== "Succeeded" || isPartial(operation)) return history;
  const others = history.filter((known) => known.operation !== operation.id);
  const { rollbackTo } = operation.choices ?? {};
  const entry: HistoryEntry = {
    id: (others.at(-1)?.id ?? 0) + 1,
    operation: operation.id,
    revision: operation.revision.sha,
    source,
    deployedAt: operation.finishedAt ?? operation.startedAt,
    deployStartedAt: operation.startedAt,
    initiatedBy: operation.initiatedBy,
    ...(rollbackTo === undefined ? {} : { rollbackTo }),
  };
  return [...others, entry].slice(-Math.max(historyLimit, 1));
}

/** Tells whether an operation was for a part of the objects, or wrote nothing: it says nothing of the revision as a whole. */
export function isPartial({ only, choices = {} }: Operation): boolean {
  const { resources, labels, dryRun } = choices;
  return [only, resources, labels, dryRun].some((choice) => choice !== undefined);
}
