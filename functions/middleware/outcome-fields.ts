import { messageOf } from "../../src/errors.ts";
import type { Outcome } from "../../src/stories/outcome.ts";
import type { LogFields } from "./log-line.ts";

/** Gives what a log says of a reconcile: facts only, no object and no value. */
export function toOutcomeFields(outcome: Outcome): LogFields {
  if (outcome.held) return { held: true };
  const { state, dueAt, failure, renders, dryRuns } = outcome;
  return {
    held: false,
    sync: state?.sync.status,
    revision: state?.sync.revision,
    health: state?.health.status,
    operation: state?.operation?.phase ?? state?.lastOperation?.phase,
    renders,
    dryRuns,
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(failure === undefined ? {} : { code: failure.code, problem: messageOf(failure.cause) }),
  };
}
