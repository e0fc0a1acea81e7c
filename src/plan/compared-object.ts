import type { FieldDifference, SyncStatus } from "../drift/verdict.ts";
import type { Health } from "../health/health-status.ts";
import type { KubeObject } from "../kube/object.ts";
import type { ObjectPair } from "../live/object-pair.ts";

/** A pair with everything that was found out about it: what the plan, the status and the diff are made of. */
export type ComparedObject = ObjectPair & {
  readonly status: SyncStatus;
  /** Values are equal, ownership is not: one apply is due although the status may be Synced. */
  readonly repair: boolean;
  /** What a dry-run apply gave, where one was needed: for a printed diff. */
  readonly predicted?: KubeObject;
  readonly differences: readonly FieldDifference[];
  /** Why the status is Unknown or OutOfSync, where the differences do not say it. */
  readonly reason?: string;
  /** undefined: this kind has no health. */
  readonly health?: Health;
};

/** Tells whether an object has left Git and is on its way out: nothing is to be done for it any more but to wait. */
export function isLeaving({ extra, live }: Pick<ComparedObject, "extra" | "live">): boolean {
  return extra && live?.metadata.deletionTimestamp !== undefined;
}
