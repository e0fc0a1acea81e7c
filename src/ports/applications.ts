import type { ApplicationName } from "../application/application.ts";
import type { Ask } from "../record/ask.ts";
import type { ApplicationState } from "../record/state.ts";
import type { Watch } from "../source/watch.ts";

/** Points at bulk data: `INVENTORY#token#n` chunks, n from 0. */
export type BulkPointer = { readonly token: number; readonly sequence: number; readonly chunks: number };

/** What HEAD holds apart from the protocol's own counters. */
export type Head = {
  readonly state?: ApplicationState;
  readonly bulk?: BulkPointer;
  /** What of its repository it reads: in the index by repository. Left out of a write, it stays. */
  readonly watch?: Watch;
};

/** The right to work on one application. It grows stale: `expiresAt` moves while a local process renews it. */
export type Lease = {
  readonly name: ApplicationName;
  readonly owner: string;
  /** Grows with every acquisition: the fence. */
  readonly token: number;
  /** `want` when it was acquired: what finish serves. */
  readonly want: number;
  /** How often it was acquired since the last finish, this time included. */
  readonly tries: number;
  readonly head: Head;
  /** What a person asked for last, served or not. */
  readonly ask?: Ask;
  expiresAt(): number;
};

/** The protocol of leases; every method is one conditional write on HEAD (or one read). */
export interface Applications {
  /**
   * Asks for a look at an application at `dueAt`: ADD want 1, SET due. An earlier due stays. `ask`: what a person wants, in
   * place of what they wanted before. Whoever marks also sends: claimDue leaves it alone for limits.resendPauseMs.
   */
  mark(name: ApplicationName, dueAt: number, ask?: Ask): Promise<void>;
  /**
   * Takes the lease if the application is due and nobody alive holds it; undefined: somebody does, or nothing is due. `mark`:
   * it is marked as due now in the same write, and where that is refused in one of its own.
   */
  acquire(name: ApplicationName, options?: { readonly mark: boolean }): Promise<Lease | undefined>;
  /** Writes HEAD if the lease is still ours; throws LEASE_LOST. */
  save(lease: Lease, head: Head): Promise<void>;
  /**
   * Writes HEAD and gives the lease back; `dueAt` keeps it due (a wait). "again": it was marked meanwhile, so it stays due
   * now. Throws LEASE_LOST. "removed" in place of a HEAD: the application is gone, and so are HEAD and all bulk data; if it was
   * marked meanwhile, somebody has declared it anew: an empty HEAD stays.
   */
  finish(lease: Lease, head: Head | "removed", dueAt: number | undefined): Promise<"done" | "again">;
  /**
   * Applications that are due at `now` and not leased, or whose lease is over, for the caller to send: nobody sent them in
   * the last limits.resendPauseMs, and they count as sent now.
   */
  claimDue(now: number): Promise<readonly ApplicationName[]>;
}
