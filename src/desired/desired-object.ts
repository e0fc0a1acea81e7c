import type { SyncOptions } from "../application/sync-policy.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";

/** `PreDelete` and `PostDelete` are no part of a sync: they are the phases around the deletion of an application. */
export type SyncPhase = "PreSync" | "Sync" | "PostSync" | "SyncFail" | "PreDelete" | "PostDelete";
export type HookDeletePolicy = "HookSucceeded" | "HookFailed" | "BeforeHookCreation";

/** One object as Git wants it: namespace filled in, tracked, labelled; what its annotations say, read once. */
export type DesiredObject = {
  readonly object: KubeObject;
  readonly ref: ObjectRef;
  /** Position among the application's manifests, from 0; with the name of a hook it makes the hook's identity. */
  readonly index: number;
  /** undefined: an ordinary object of phase Sync. A hook may run in several phases. */
  readonly hook?: {
    readonly phases: readonly SyncPhase[];
    readonly deletePolicies: readonly HookDeletePolicy[];
  };
  readonly wave: number;
  /** The application's options with the object's own sync-options annotation laid over them. */
  readonly options: SyncOptions;
  /** Its own field manager, where the object is not an application's alone. */
  readonly manager?: string;
  /** compare-options: IgnoreExtraneous. */
  readonly ignoreExtraneous: boolean;
  /** SHA-256 (for Secrets: keyed by the caller's key) of the canonical object. */
  readonly hash: string;
};
