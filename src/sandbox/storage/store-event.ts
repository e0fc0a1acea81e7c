import type { KubeObject } from "../../kube/object.ts";

export type StoredObject = { readonly storage: string; readonly object: KubeObject };

/** One change of the store; a deleted object is as it was, under the version of its deletion. */
export type StoreEvent = StoredObject & {
  readonly type: "ADDED" | "DELETED" | "MODIFIED";
  /** What was stored before; undefined for ADDED. */
  readonly before: KubeObject | undefined;
};
