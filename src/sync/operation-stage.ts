import type { Operation } from "./operation.ts";

/** Tells whether an operation has written, or may have, and goes on writing. */
export function hasBegun({ phase, choices, results, retries }: Operation): boolean {
  return phase === "Running" && choices?.dryRun !== true && (results.length > 0 || retries > 0);
}

/** Tells whether an operation is at the beginning of a retry, so that nothing of it runs. */
export function isAtRetry({ retries, results }: Operation): boolean {
  return retries > 0 && results.every(({ phase }) => phase !== "Running");
}

/** Tells whether an operation can be held: it has done nothing yet, and it would write. */
export function isHoldable({ phase, choices, results, retries }: Operation): boolean {
  return phase === "Running" && choices?.dryRun !== true && results.length === 0 && retries === 0;
}
