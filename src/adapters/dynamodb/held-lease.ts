import type { ApplicationName } from "../../application/application.ts";
import type { BulkPointer, Head, Lease } from "../../ports/applications.ts";
import type { Ask } from "../../record/ask.ts";
import type { HeadCounters } from "./head-item.ts";

/** How a lease is renewed. */
export type Renewal = {
  /** Extends the lease; gives the time it ends then, undefined where it is lost. Throws where the table does not answer. */
  readonly renew: (lease: HeldLease) => Promise<number | undefined>;
  readonly report: ((error: unknown) => void) | undefined;
};

/** A lease that this process took. A local one renews itself until it is given back. */
export class HeldLease implements Lease {
  readonly name: ApplicationName;
  readonly owner: string;
  readonly token: number;
  readonly want: number;
  readonly tries: number;
  readonly head: Head;
  readonly ask?: Ask;
  /** What HEAD pointed at in this lease, the oldest first. */
  readonly pointers: BulkPointer[] = [];
  #writes = 0;
  #expiresAt: number;
  #timer: NodeJS.Timeout | undefined;
  #renewing = false;

  constructor(
    name: ApplicationName,
    counters: HeadCounters,
    { head, ask }: { readonly head: Head; readonly ask?: Ask | undefined },
  ) {
    this.name = name;
    this.owner = counters.owner ?? "";
    this.token = counters.token;
    this.want = counters.want;
    this.tries = counters.tries;
    this.head = head;
    if (ask !== undefined) this.ask = ask;
    this.pointTo(head.bulk);
    this.#writes = counters.writes;
    this.#expiresAt = counters.exp ?? 0;
  }

  expiresAt(): number {
    return this.#expiresAt;
  }

  /** Notes where HEAD points now. */
  pointTo(bulk: BulkPointer | undefined): void {
    if (bulk !== undefined) this.pointers.push(bulk);
  }

  /** Numbers the next HEAD write. */
  nextWrite(): number {
    this.#writes += 1;
    return this.#writes;
  }

  /** Starts to renew; the timer alone keeps no process alive. */
  renewEvery(everyMs: number, renewal: Renewal): void {
    this.#timer = setInterval(() => void this.#renewNow(renewal), everyMs);
    this.#timer.unref();
  }

  /** Renews once. While the table does not answer, the lease ends when it said it would; a refusal ends it at once. */
  async #renewNow(renewal: Renewal): Promise<void> {
    if (this.#renewing) return;
    this.#renewing = true;
    try {
      const expiresAt = await renewal.renew(this);
      if (expiresAt === undefined) this.lose();
      else if (this.#expiresAt > 0) this.#expiresAt = expiresAt;
    } catch (error) {
      renewal.report?.(error); // neither lost nor renewed: the timer tries again, and expiresAt() stays true
    } finally {
      this.#renewing = false;
    }
  }

  /** Ends the renewals; the lease is given back or about to be. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** Marks the lease as another's. */
  lose(): void {
    this.stop();
    this.#expiresAt = 0;
  }
}
