import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { ClassicLevel } from "classic-level";
import { messageOf, ReconcileError } from "../errors.ts";
import { parseJson } from "../kube/json.ts";
import { asObject, asText } from "../kube/values.ts";
import { limits } from "../limits.ts";

/** One message. `receives`: how often somebody was given it. */
export type QueueMessage = {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly receives: number;
  readonly firstTakenAt?: number;
};

/** A message in somebody's hands; the receipt is that of this one time. */
export type TakenMessage = QueueMessage & { readonly receipt: string };

/** How many messages wait, are in somebody's hands, and are not due yet. */
export type QueueCounts = { readonly visible: number; readonly inFlight: number; readonly delayed: number };

/** SQS keeps a message 14 days at the most. */
const keptMsMax = 14 * 24 * 3_600_000;

type Write = { readonly queue: string; readonly id: string; readonly message: QueueMessage | undefined };

/** The messages of the local queues: all of them in memory, and on disk before a sender is told so. */
export class QueueStore {
  readonly #db: ClassicLevel;
  readonly #now: () => number;
  readonly #lines = new Map<string, Line>();
  readonly #listeners: ((queue: string) => void)[] = [];
  #written: Promise<void> = Promise.resolve();

  private constructor(db: ClassicLevel, names: readonly string[], now: () => number) {
    this.#db = db;
    this.#now = now;
    for (const name of names) this.#lines.set(name, new Line());
  }

  /** Opens the store of a folder. Who had a message when the last process ended is not on disk, so it waits again. */
  static async open(folder: string, names: readonly string[], now: () => number): Promise<QueueStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const db = new ClassicLevel(folder);
    try {
      await db.open();
    } catch (error) {
      throw toOpenError(folder, error);
    }
    const store = new QueueStore(db, names, now);
    await store.#load();
    return store;
  }

  has(queue: string): boolean {
    return this.#lines.has(queue);
  }

  /** Calls back whenever a message was put into a queue. */
  onPut(listener: (queue: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Puts messages into a queue; they are on disk then. */
  async send(
    queue: string,
    entries: readonly { readonly body: string; readonly delayMs: number }[],
  ): Promise<readonly QueueMessage[]> {
    const sentAt = this.#now();
    const messages = entries.map(({ body, delayMs }) => {
      return { id: randomUUID(), body, sentAt, visibleAt: sentAt + delayMs, receives: 0 };
    });
    await this.#write(messages.map((message) => ({ queue, id: message.id, message })));
    for (const message of messages) this.#put(queue, message);
    return messages;
  }

  /** Gives the message that waited longest, and hides it for a time. */
  take(queue: string, visibilityMs: number): TakenMessage | undefined {
    const now = this.#now();
    const line = this.#line(queue);
    const waiting = line.shift(now);
    if (waiting === undefined) return undefined;
    const message = { firstTakenAt: now, ...waiting, receives: waiting.receives + 1 };
    line.put({ message, until: now + visibilityMs, isTaken: true }, now);
    this.#note({ queue, id: message.id, message });
    return { ...message, receipt: toReceipt(message) };
  }

  /** Deletes a message, if the receipt is of the last time that it was given to somebody. */
  delete(queue: string, receipt: string): void {
    const message = this.#line(queue).remove(receipt);
    if (message !== undefined) this.#note({ queue, id: message.id, message: undefined });
  }

  /** Lets others have a message after a delay. `uncounted`: nobody looked at it after all. */
  release(
    queue: string,
    receipt: string,
    options: { readonly delayMs: number; readonly uncounted?: boolean },
  ) {
    const line = this.#line(queue);
    const message = line.remove(receipt);
    if (message === undefined) return;
    const now = this.#now();
    const visibleAt = now + options.delayMs;
    const receives = options.uncounted === true ? message.receives - 1 : message.receives;
    const released = { ...message, visibleAt, receives };
    line.put({ message: released, until: visibleAt, isTaken: true }, now);
    this.#note({ queue, id: message.id, message: released });
  }

  /** Puts a message that somebody has into another queue, under its id. */
  move(queue: string, receipt: string, target: string): void {
    const message = this.#line(queue).remove(receipt);
    if (message === undefined) return;
    const moved = { ...message, visibleAt: this.#now() };
    this.#note({ queue: target, id: moved.id, message: moved }, { queue, id: moved.id, message: undefined });
    this.#put(target, moved);
  }

  counts(queue: string): QueueCounts {
    return this.#line(queue).counts(this.#now());
  }

  /** When a message can be taken, at the earliest; undefined: there is none. */
  nextAt(queue: string): number | undefined {
    return this.#line(queue).nextAt(this.#now());
  }

  /** Deletes all messages of a queue. */
  async purge(queue: string): Promise<void> {
    const messages = this.#line(queue).clear();
    await this.#write(messages.map(({ id }) => ({ queue, id, message: undefined })));
  }

  /** Ends when all that happened so far is on disk. */
  async settled(): Promise<void> {
    await this.#written;
  }

  /** Ends after everything is on disk. */
  async close(): Promise<void> {
    await this.#written;
    await this.#db.close();
  }

  #line(queue: string): Line {
    const line = this.#lines.get(queue);
    if (line !== undefined) return line;
    const names = [...this.#lines.keys()].join(", ");
    throw new ReconcileError("CONFIG_INVALID", `Cannot use queue "${queue}": there are only ${names}`);
  }

  #put(queue: string, message: QueueMessage): void {
    this.#line(queue).put({ message, until: message.visibleAt, isTaken: false }, this.#now());
    for (const tell of this.#listeners) tell(queue);
  }

  async #load(): Promise<void> {
    const now = this.#now();
    for (const [queue, line] of this.#lines) {
      const stored = await this.#db.iterator({ gte: toKey(queue, ""), lt: `${queue}"` }).all();
      const messages = stored.map(([key, text]) => parseMessage(key.slice(queue.length + 1), text));
      const old = messages.filter(({ sentAt }) => sentAt < now - keptMsMax);
      await this.#write(old.map(({ id }) => ({ queue, id, message: undefined })));
      for (const message of messages.sort((a, b) => a.sentAt - b.sentAt)) {
        if (message.sentAt < now - keptMsMax) continue;
        // A clock that was set back delays nothing for longer than a queue may.
        const until = Math.min(message.visibleAt, now + limits.queueDelayMsMax);
        line.put({ message, until, isTaken: false }, now);
      }
    }
  }

  /** Writes one after the other: LevelDB's threads would do it in any order. */
  #write(writes: readonly Write[]): Promise<void> {
    const operations = writes.map(({ queue, id, message }) => {
      const key = toKey(queue, id);
      return message === undefined
        ? { type: "del" as const, key }
        : { type: "put" as const, key, value: JSON.stringify(message) };
    });
    const written = this.#written.then(() => this.#db.batch(operations));
    this.#written = written.catch(() => undefined); // the next write is another matter, and whoever waits for this one is told
    return written;
  }

  /** Writes what need not be waited for: were it lost, a message would come once more, as queues do. */
  #note(...writes: readonly Write[]): void {
    this.#write(writes).catch(() => undefined);
  }
}

type Hidden = { readonly message: QueueMessage; readonly until: number; readonly isTaken: boolean };

/** One queue's messages: those that wait, in the order they became visible, and those that are hidden until some time. */
class Line {
  readonly #waiting = new Map<string, QueueMessage>();
  readonly #hidden = new Map<string, Hidden>();
  /** No hidden message is visible before. */
  #wakeAt = Number.POSITIVE_INFINITY;

  put(hidden: Hidden, now: number): void {
    const { message, until } = hidden;
    if (until <= now) {
      this.#waiting.set(message.id, message);
      return;
    }
    this.#hidden.set(message.id, hidden);
    this.#wakeAt = Math.min(this.#wakeAt, until);
  }

  shift(now: number): QueueMessage | undefined {
    this.#show(now);
    const [first] = this.#waiting.values();
    if (first !== undefined) this.#waiting.delete(first.id);
    return first;
  }

  remove(receipt: string): QueueMessage | undefined {
    const [id = ""] = receipt.split("#");
    const message = this.#waiting.get(id) ?? this.#hidden.get(id)?.message;
    if (message === undefined || toReceipt(message) !== receipt) return undefined;
    this.#waiting.delete(id);
    this.#hidden.delete(id);
    return message;
  }

  clear(): readonly QueueMessage[] {
    const hidden = [...this.#hidden.values()].map(({ message }) => message);
    const messages = [...this.#waiting.values(), ...hidden];
    this.#waiting.clear();
    this.#hidden.clear();
    return messages;
  }

  counts(now: number): QueueCounts {
    this.#show(now);
    const hidden = [...this.#hidden.values()];
    const inFlight = hidden.filter(({ isTaken }) => isTaken).length;
    return { visible: this.#waiting.size, inFlight, delayed: hidden.length - inFlight };
  }

  nextAt(now: number): number | undefined {
    this.#show(now);
    if (this.#waiting.size > 0) return now;
    return this.#hidden.size > 0 ? this.#wakeAt : undefined;
  }

  #show(now: number): void {
    if (now < this.#wakeAt) return;
    this.#wakeAt = Number.POSITIVE_INFINITY;
    for (const { message, until } of this.#hidden.values()) {
      if (until > now) {
        this.#wakeAt = Math.min(this.#wakeAt, until);
        continue;
      }
      this.#hidden.delete(message.id);
      this.#waiting.set(message.id, message);
    }
  }
}

function toReceipt({ id, receives }: QueueMessage): string {
  return `${id}#${receives}`;
}

/** Names of queues hold letters, digits, "-" and "_" only, so "!" ends one; `"` is the character after it. */
function toKey(queue: string, id: string): string {
  return `${queue}!${id}`;
}

/** Reads what was written; whatever makes no sense was sent in 1970, and goes with all that is old. */
function parseMessage(id: string, text: string): QueueMessage {
  const value = parseJson(text);
  const { body, sentAt, visibleAt, receives, firstTakenAt } = asObject(value);
  const message = {
    id,
    body: asText(body),
    sentAt: typeof sentAt === "number" ? sentAt : 0,
    visibleAt: typeof visibleAt === "number" ? visibleAt : 0,
    receives: typeof receives === "number" ? receives : 0,
  };
  return typeof firstTakenAt === "number" ? { ...message, firstTakenAt } : message;
}

function toOpenError(folder: string, error: unknown): ReconcileError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const isLocked = cause instanceof Error && "code" in cause && cause.code === "LEVEL_LOCKED";
  return isLocked
    ? new ReconcileError(
        "STATE_UNREACHABLE",
        `Cannot open the queues at ${folder}: another process has them; end it, or choose another state folder`,
        { cause: error },
      )
    : new ReconcileError(
        "STATE_DAMAGED",
        `Cannot open the queues at ${folder}: ${messageOf(cause)}; check the folder's rights and disk, or delete it: no message is lost for good`,
        { cause: error },
      );
}
