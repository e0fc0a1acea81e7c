import type { SyncRequest } from "./state.ts";

/** What a person asks of an application; it waits on HEAD until a reconcile serves it, and a newer one takes its place. */
export type Ask = {
  /** Never used twice: the state remembers the last one that was served. */
  readonly id: string;
  readonly what: AskedFor;
};

export type AskedFor =
  /** `hard`: rendered again, whatever is remembered. */
  | { readonly kind: "refresh"; readonly hard: boolean }
  | { readonly kind: "sync"; readonly request: SyncRequest }
  /** Ends the running operation. */
  | { readonly kind: "terminate" };
