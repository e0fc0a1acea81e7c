import type { SyncRequest } from "./state.ts";

/** What a person asks of an application; it waits on HEAD until a reconcile serves it, and a newer one takes its place. */
export type Ask = {
  /** Never used twice: the state remembers the last one that was served. */
  readonly id: string;
  readonly what: AskedFor;
};

export type AskedFor =
  /** A look at which manifests are rendered again, whatever is remembered. A plain look needs no ask, only a mark. */
  | { readonly kind: "hardRefresh" }
  | { readonly kind: "sync"; readonly request: SyncRequest }
  /** Ends the running operation. */
  | { readonly kind: "terminate" };
