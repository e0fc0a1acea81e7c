import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { Applications, BulkPointer, Head, Lease } from "../../ports/applications.ts";
import type { Ask } from "../../record/ask.ts";
import { claimDue } from "./claim-due.ts";
import { parseAsk, toAskWrite } from "./head-ask.ts";
import { type HeadCounters, type HeadWrite, parseCounters, parseHead, toHeadWrite } from "./head-item.ts";
import { HeldLease } from "./held-lease.ts";
import { toDueShard, toHeadKey } from "./item-keys.ts";
import type { Item, ItemUpdate, Table } from "./table.ts";

/** Who takes leases, for how long, and whose may be taken over at once. */
export type LeaseOptions = {
  /** Names this process among all that ever used the table; never used twice. */
  readonly owner: string;
  /** How long a lease lasts; a function is asked at every acquire (on AWS: time to the deadline + limits.leaseMarginMs). */
  readonly leaseMs: number | (() => number);
  /** Local modes: a short lease is renewed so often while it is held. */
  readonly renewEveryMs?: number;
  /** Local modes: tells whether an owner's process has ended for certain. */
  readonly isDead?: (owner: string) => boolean | Promise<boolean>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of what failed and is tried again later without harm: a renewal, old bulk data that was not deleted. */
  readonly report?: (error: unknown) => void;
};

/** Deletes bulk data that HEAD does not point at: what `old` names, else all that is older. */
export type Sweep = (
  name: ApplicationName,
  /** "removed": none of it is kept. */
  head: Head | "removed",
  old: readonly BulkPointer[] | undefined,
) => Promise<void>;

const thoroughSweepEvery = 16;

const mine = "#owner = :me AND #token = :mine";
const markAttemptsMax = 5;

/** The protocol on HEAD items; dynamodb.ts tells it step by step. */
export class DynamoApplications implements Applications {
  readonly #table: Table;
  readonly #options: LeaseOptions;
  /** What this process holds: a HEAD that names us as owner and is not here is an acquire whose answer was lost. */
  readonly #held = new Map<string, HeldLease>();
  readonly #asking = new Set<string>();
  readonly #sweep: Sweep;

  constructor(table: Table, options: LeaseOptions, sweep: Sweep) {
    this.#table = table;
    this.#options = options;
    this.#sweep = sweep;
  }

  async mark(name: ApplicationName, dueAt: number, ask?: Ask): Promise<void> {
    const text = formatApplicationName(name);
    const asked = toAskWrite(ask, name);
    const write = { key: toHeadKey(name), add: { want: 1 }, action: `mark ${text}` };
    const { set, remove } = this.#toDueWrite(dueAt);
    const sooner = {
      ...write,
      set: { ...asked, ...set, dueShard: { S: toDueShard(name) } },
      remove,
      condition: "attribute_not_exists(#due) OR #due > :due",
    };
    const values = { ":due": number(dueAt) };
    const noSooner = { ...write, set: asked, condition: "#due <= :due", values };
    for (let attempt = 0; attempt < markAttemptsMax; attempt += 1) {
      if (!(await this.#table.update(sooner)).refused) return;
      if (!(await this.#table.update(noSooner)).refused) return;
    }
    throw new ReconcileError(
      "STATE_UNREACHABLE",
      `Cannot mark ${text}: its HEAD changes too fast; try again`,
    );
  }

  /** `sent` stands for the message that comes when it is due; a queue holds none for longer, so then the tick sends it. */
  #toDueWrite(dueAt: number): HeadWrite {
    const due = number(dueAt);
    const isCarried = dueAt - this.#options.now() <= limits.queueDelayMsMax;
    return isCarried ? { set: { due, sent: due }, remove: [] } : { set: { due }, remove: ["sent"] };
  }

  async acquire(name: ApplicationName, { mark = false } = {}): Promise<Lease | undefined> {
    const key = formatApplicationName(name);
    const held = this.#held.get(key);
    if (this.#asking.has(key) || (held?.expiresAt() ?? 0) > this.#options.now()) {
      if (mark) await this.mark(name, this.#options.now());
      return undefined;
    }
    this.#asking.add(key);
    try {
      const item = await this.#claim(name, mark);
      return item === undefined ? undefined : await this.#hold(name, item);
    } finally {
      this.#asking.delete(key);
    }
  }

  /** Takes HEAD's lease; undefined: nothing is due, or somebody alive has it. With a mark it is due in the same write. */
  async #claim(name: ApplicationName, mark: boolean): Promise<Item | undefined> {
    const now = { ":now": number(this.#options.now()) };
    const free = "(attribute_not_exists(#owner) OR #exp < :now)";
    const first = await this.#write(name, mark ? free : `#due <= :now AND ${free}`, {
      values: now,
      add: mark ? { want: 1 } : {},
    });
    if (!first.refused) return first.item;
    if (mark) await this.mark(name, this.#options.now());
    const seen = first.item ?? (await this.#readHead(name));
    const owner = seen?.["owner"]?.S;
    if (seen === undefined || owner === undefined) return undefined;
    if (owner === this.#options.owner) return this.#isForgotten(name, seen) ? seen : undefined;
    if ((await this.#options.isDead?.(owner)) !== true) return undefined;
    const { token = { N: "0" } } = seen;
    const same = "#owner = :theirs AND #token = :theirToken";
    const second = await this.#write(name, same, {
      values: { ":theirs": { S: owner }, ":theirToken": token },
    });
    if (!second.refused) return second.item;
    const present = second.item ?? (await this.#readHead(name));
    return present?.["owner"]?.S === this.#options.owner ? present : undefined;
  }

  /** HEAD names us, and no worker of this process was given that token: an answer was lost. */
  #isForgotten(name: ApplicationName, seen: Item): boolean {
    return this.#held.get(formatApplicationName(name))?.token !== parseCounters(seen).token;
  }

  #write(name: ApplicationName, condition: string, { values, add }: Pick<ItemUpdate, "values" | "add">) {
    const exp = { N: String(this.#leaseEnd()) };
    const owner = { S: this.#options.owner };
    return this.#table.update({
      key: toHeadKey(name),
      set: { owner, exp, due: exp, dueShard: { S: toDueShard(name) }, writes: { N: "0" } },
      remove: ["sent"],
      add: { ...add, token: 1, tries: 1 },
      condition,
      ...(values === undefined ? {} : { values }),
      readBack: true,
      action: `acquire ${formatApplicationName(name)}`,
    });
  }

  #leaseEnd(): number {
    const { leaseMs, now } = this.#options;
    return now() + (typeof leaseMs === "number" ? leaseMs : leaseMs());
  }

  async #hold(name: ApplicationName, item: Item): Promise<Lease> {
    const contents = { head: await parseHead(item, name), ask: parseAsk(item, name) };
    const lease = new HeldLease(name, parseCounters(item), contents);
    this.#held.set(formatApplicationName(name), lease);
    const { renewEveryMs, now, report } = this.#options;
    if (renewEveryMs === undefined) return lease;
    const renewUntil = now() + limits.leaseRenewMsMax;
    lease.renewEvery(renewEveryMs, { renew: (held) => this.#renew(held, renewUntil), report });
    return lease;
  }

  /** Moves `exp` only forward; `due` stays, since an index entry that is early costs nothing. */
  async #renew(lease: HeldLease, renewUntil: number): Promise<number | undefined> {
    if (this.#options.now() > renewUntil) return undefined;
    const exp = this.#leaseEnd();
    const written = await this.#table.update({
      key: toHeadKey(lease.name),
      set: { exp: { N: String(exp) } },
      condition: `${mine} AND #exp <= :exp`,
      values: toFence(lease),
      action: `renew the lease of ${formatApplicationName(lease.name)}`,
    });
    if (!written.refused) return exp;
    const seen = parseCounters((await this.#readHead(lease.name)) ?? {});
    return isMine(seen, lease) ? seen.exp : undefined;
  }

  async save(lease: Lease, head: Head): Promise<void> {
    const held = toHeld(lease);
    const { set, remove } = await toHeadWrite(head, lease.name);
    const writes = held.nextWrite();
    const written = await this.#table.update({
      key: toHeadKey(lease.name),
      set: { ...set, writes: { N: String(writes) } },
      remove,
      condition: `${mine} AND #writes < :writes`,
      values: toFence(lease),
      action: `save HEAD of ${formatApplicationName(lease.name)}`,
    });
    held.pointTo(head.bulk);
    if (!written.refused) return;
    const seen = parseCounters(written.item ?? (await this.#readHead(lease.name)) ?? {});
    if (isMine(seen, lease) && seen.writes >= writes) return; // it had been written: only the answer was lost
    throw this.#lost(held, "save");
  }

  async finish(lease: Lease, head: Head | "removed", dueAt: number | undefined): Promise<"done" | "again"> {
    const held = toHeld(lease);
    held.stop();
    try {
      if (head === "removed") return await this.#remove(held);
      const outcome = await this.#finish(held, head, dueAt);
      await this.#sweepAfter(held, head);
      return outcome;
    } finally {
      const key = formatApplicationName(lease.name);
      if (this.#held.get(key) === held) this.#held.delete(key);
    }
  }

  async #finish(lease: HeldLease, head: Head, dueAt: number | undefined): Promise<"done" | "again"> {
    const { set, remove } = await toHeadWrite(head, lease.name);
    const served = { ...set, done: number(lease.want), finished: number(lease.token) };
    const write = { key: toHeadKey(lease.name), action: `finish ${formatApplicationName(lease.name)}` };
    const release = [...remove, "owner", "exp", "tries", "writes"];
    const rest = dueAt === undefined ? atRest : this.#toDueWrite(dueAt);
    const quiet = await this.#table.update({
      ...write,
      set: { ...served, ...rest.set },
      remove: [...release, ...rest.remove],
      condition: `${mine} AND #want = :want`,
      values: { ...toFence(lease), ":want": number(lease.want) },
    });
    if (!quiet.refused) return "done";
    const marked = await this.#table.update({
      ...write,
      set: { ...served, due: number(Math.min(this.#options.now(), dueAt ?? Number.POSITIVE_INFINITY)) },
      remove: [...release, "sent"],
      condition: mine,
      values: toFence(lease),
    });
    if (!marked.refused) return "again";
    const seen = parseCounters(marked.item ?? (await this.#readHead(lease.name)) ?? {});
    if (seen.finished !== lease.token) throw this.#lost(lease, "finish");
    return seen.want > seen.done ? "again" : "done"; // it had been finished: only the answer was lost
  }

  /** Bulk data goes first: a HEAD that is left by a crash points at none, and the removal is done again. */
  async #remove(lease: HeldLease): Promise<"done" | "again"> {
    if ((await this.#readHead(lease.name)) === undefined) return "done"; // only the answer was lost
    await this.save(lease, {});
    await this.#sweep(lease.name, "removed", undefined);
    const action = `remove HEAD of ${formatApplicationName(lease.name)}`;
    const values = { ...toFence(lease), ":want": number(lease.want) };
    const key = toHeadKey(lease.name);
    if (await this.#table.remove(key, action, { condition: `${mine} AND #want = :want`, values }))
      return "done";
    if ((await this.#readHead(lease.name)) === undefined) return "done";
    return await this.#finish(lease, {}, undefined);
  }

  /** Bulk that HEAD no longer points at, of this lease or of one that ended without a finish. */
  async #sweepAfter(lease: HeldLease, head: Head): Promise<void> {
    if (isSamePointer(head.bulk, lease.head.bulk) && lease.tries === 1) return;
    // What a crash or a failed sweep left is looked for after every crash, and now and then.
    const isThorough = lease.tries > 1 || lease.token % thoroughSweepEvery === 0;
    const old = isThorough
      ? undefined
      : lease.pointers.filter((pointer) => !isSamePointer(pointer, head.bulk));
    try {
      await this.#sweep(lease.name, head, old);
    } catch (error) {
      this.#options.report?.(error); // a thorough sweep will find it
    }
  }

  claimDue(now: number): Promise<readonly ApplicationName[]> {
    const { isDead } = this.#options;
    if (isDead === undefined) return claimDue(this.#table, { now, until: now, isDead: () => false });
    // A dead owner's lease is over before its time: its due is its exp, at most a lease from now.
    return claimDue(this.#table, { now, until: now + this.#leaseEnd() - this.#options.now(), isDead });
  }

  #readHead(name: ApplicationName): Promise<Item | undefined> {
    return this.#table.read(toHeadKey(name), `read HEAD of ${formatApplicationName(name)}`);
  }

  #lost(lease: HeldLease, verb: string): ReconcileError {
    lease.lose();
    const name = formatApplicationName(lease.name);
    const message = `Cannot ${verb} ${name}: the lease with token ${lease.token} is over and another worker has the application; nothing was written`;
    return new ReconcileError("LEASE_LOST", message);
  }
}

/** What finish does to an application that nothing is to be done for. */
const atRest: HeadWrite = { set: {}, remove: ["due", "dueShard", "sent"] };

function number(value: number): AttributeValue {
  return { N: String(value) };
}

function toFence(lease: Lease): Item {
  return { ":me": { S: lease.owner }, ":mine": { N: String(lease.token) } };
}

function isMine(seen: HeadCounters, lease: Lease): boolean {
  return seen.owner === lease.owner && seen.token === lease.token;
}

function toHeld(lease: Lease): HeldLease {
  if (lease instanceof HeldLease) return lease;
  throw new ReconcileError(
    "LEASE_LOST",
    `Cannot write ${formatApplicationName(lease.name)}: this lease was not taken from this table`,
  );
}

function isSamePointer(a: BulkPointer | undefined, b: BulkPointer | undefined): boolean {
  return a?.token === b?.token && a?.sequence === b?.sequence;
}
