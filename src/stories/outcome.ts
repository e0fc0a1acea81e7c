import type { ErrorCode } from "../errors.ts";
import type { ApplicationBulk } from "../record/bulk.ts";
import type { ApplicationState } from "../record/state.ts";

/** What a reconcile came to: somebody else has the lease, or what is known now. */
export type Outcome =
  | { readonly held: true }
  | {
      readonly held: false;
      /** undefined: the application was deleted. */
      readonly state?: ApplicationState;
      readonly bulk?: ApplicationBulk;
      /** It wants to be called again then. */
      readonly dueAt?: number;
      /** It is at rest, and nobody waits for it: then it is looked at all the same. */
      readonly restUntil?: number;
      /** It ended its process time after time, and is left alone until dueAt. */
      readonly poisoned?: true;
      /** What made the comparison impossible; the cause is for `--verbose`. */
      readonly failure?: { readonly code: ErrorCode | "UNEXPECTED"; readonly cause: unknown };
      readonly renders: number;
      readonly dryRuns: number;
    };
