import { comparePlaces, type Place } from "../plan/task-order.ts";
import type { Operation } from "../sync/operation.ts";
import type { Step } from "../sync/step.ts";

/** The operation as the table has it, and the wave that was written to last. */
export type Saved = { readonly operation: Operation; readonly place?: Place | undefined };

/**
 * Tells whether the operation must be saved before a step, because its results have changed: at each new wave, before hooks
 * are started and after their outcome. Between the kinds of one wave it need not: applying twice does no harm.
 */
export function needsSaving(step: Step, operation: Operation, saved: Saved): boolean {
  if (step.do !== "run" && step.do !== "cleanUp") return false;
  if (operation === saved.operation) return false;
  if (step.do === "cleanUp" || step.tasks.some((task) => task.action === "hook")) return true;
  return saved.place !== undefined && !isSamePlace(placeOf(step), saved.place);
}

/** Tells whether a step is the first of its wave, and not the first of the sync; SyncFail's waves do not count. */
export function isNewWave(step: Step, operation: Operation): boolean {
  const place = placeOf(step);
  if (place === undefined || place.phase === "SyncFail" || operation.results.length === 0) return false;
  return !operation.results.some((result) => isSamePlace(place, toPlace(result)));
}

/** Gives the wave that a step is about, where it is about one. */
export function placeOf(step: Step): Place | undefined {
  if (step.do === "run" || step.do === "cleanUp") return step.tasks[0];
  const result = step.do === "record" ? step.results[0] : undefined;
  return result === undefined ? undefined : toPlace(result);
}

function toPlace({ syncPhase, wave }: Operation["results"][number]): Place {
  return { phase: syncPhase, wave };
}

function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a !== undefined && b !== undefined && comparePlaces(a, b) === 0;
}
