import type { DesiredObject } from "../desired/desired-object.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Remembered } from "./remembered.ts";

/**
 * One object from both sides. `owner` says whose a live object is by its tracking id: `ours`, `none` (nobody's: it can be
 * taken over) or `foreign` (another application's or installation's: `ownerName` says whose; it is never written).
 */
export type ObjectPair = {
  readonly ref: ObjectRef;
  readonly desired?: DesiredObject;
  readonly live?: KubeObject;
  /** The cluster could not say whether it exists: neither Missing nor prunable. */
  readonly unknown?: string;
  readonly owner: "ours" | "none" | "foreign";
  readonly ownerName?: string;
  /** Ours by inventory and tracking id, and no longer in Git. */
  readonly extra: boolean;
  readonly remembered?: Remembered;
};
