import type { SyncStatus } from "../drift/verdict.ts";
import type { HealthStatus } from "../health/health-status.ts";
import type { ObjectKey, ObjectRef } from "../kube/key.ts";
import type { Remembered } from "../live/remembered.ts";
import type { TaskResult } from "../sync/operation.ts";

/** Bulk data of an application: written under a new key first, then HEAD points at it. */
export type ApplicationBulk = {
  readonly inventory: readonly InventoryEntry[];
  readonly resources: readonly ResourceStatus[];
  /** Results of the running operation, else of the last one. */
  readonly results: readonly TaskResult[];
};

/** One object that this application owns, or is about to create. */
export type InventoryEntry = ObjectRef & {
  readonly uid?: string;
  readonly remembered?: Remembered;
};

/** One line of status.resources. */
export type ResourceStatus = ObjectKey & {
  readonly version: string;
  readonly status: SyncStatus;
  /** undefined: this kind has no health. */
  readonly health?: { readonly status: HealthStatus; readonly message?: string };
  readonly wave: number;
  readonly hook: boolean;
  readonly requiresPruning: boolean;
};
