/** The part of Lambda's context that tells how long an invocation may last. */
export type Remaining = { getRemainingTimeInMillis(): number };

/** Saving what was done takes a few writes to the table; a request to a cluster may be under way besides. */
const savingMsMax = 20_000;
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
