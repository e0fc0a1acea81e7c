import type { Initiator } from "../sync/operation.ts";
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
  | { readonly kind: "terminate" }
  | RollbackAsk
  /** Ends a pin. */
  | { readonly kind: "release"; readonly initiatedBy: Initiator };

/** Goes back to what the history has under `id`, 0: the entry before the last; `pinUntil`: milliseconds since 1970. */
export type RollbackAsk = {
  readonly kind: "rollback";
  readonly id: number;
  readonly prune: boolean;
  readonly dryRun?: true;
  readonly pinUntil?: number;
  readonly initiatedBy: Initiator;
};
