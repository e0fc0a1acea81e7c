/** The part of Lambda's context that tells how long an invocation may last. */
export type Remaining = { getRemainingTimeInMillis(): number };

/** A request to a cluster that is under way may take 30 s, and saving what was done a few writes to the table. */
const savingMsMax = 45_000;
const savingShare = 0.35;

let present = 0;

/** Notes when the present invocation ends (an execution environment has one at a time); gives when no new work may begin. */
export function beginInvocation(context: Remaining): number {
  const remainingMs = context.getRemainingTimeInMillis();
  const now = Date.now();
  present = now + remainingMs;
  return now + remainingMs - Math.min(savingMsMax, savingShare * remainingMs);
}

/** Milliseconds since 1970: when the present invocation ends. */
export function deadline(): number {
  return present;
}
