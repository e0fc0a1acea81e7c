import type { ApplicationName } from "../../src/application/application.ts";
import { ReconcileError } from "../../src/errors.ts";
import { limits } from "../../src/limits.ts";
import type { ObserveSubject, Queues } from "../../src/ports/queues.ts";

export type Message =
  | { readonly kind: "reconcile"; readonly name: ApplicationName; readonly delayMs: number }
  | { readonly kind: "observe"; readonly subject: ObserveSubject; readonly delayMs: number };

/** What becomes of a message; a number: it comes so many milliseconds late. */
export type Fate = "deliver" | "lose" | "double" | number;

type Waiting = { readonly message: Message; readonly visibleAt: number };

/** Queues in memory, which do to messages what a queue may do to them. */
export class MemoryQueues implements Queues {
  /** Everything that was sent, lost messages too. */
  readonly sent: Message[] = [];
  readonly buried: { readonly name: ApplicationName; readonly reason: string }[] = [];
  /** Decides for each message what becomes of it. */
  fate: (message: Message) => Fate = () => "deliver";
  /** The service does not answer. */
  isDown = false;
  readonly #clock: { readonly now: number };
  #waiting: readonly Waiting[] = [];

  constructor(clock: { readonly now: number }) {
    this.#clock = clock;
  }

  wake(names: readonly ApplicationName[], delayMs = 0): Promise<void> {
    const delay = Math.min(delayMs, limits.queueDelayMsMax);
    return this.#send(names.map((name) => ({ kind: "reconcile", name, delayMs: delay })));
  }

  observe(subjects: readonly ObserveSubject[]): Promise<void> {
    return this.#send(subjects.map((subject) => ({ kind: "observe", subject, delayMs: 0 })));
  }

  bury(name: ApplicationName, reason: string): Promise<void> {
    this.buried.push({ name, reason });
    return Promise.resolve();
  }

  /** Takes the next message whose time has come. */
  take(): Message | undefined {
    const next = this.#waiting.find(({ visibleAt }) => visibleAt <= this.#clock.now);
    this.#waiting = this.#waiting.filter((each) => each !== next);
    return next?.message;
  }

  /** When the next message comes; undefined: none is on its way. */
  nextAt(): number | undefined {
    const times = this.#waiting.map(({ visibleAt }) => visibleAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Forgets what was sent so far and what is on its way. */
  clear(): void {
    this.sent.length = 0;
    this.buried.length = 0;
    this.#waiting = [];
    this.fate = () => "deliver";
  }

  #send(messages: readonly Message[]): Promise<void> {
    if (this.isDown) {
      return Promise.reject(new ReconcileError("STATE_UNREACHABLE", "Cannot send: the queue is down"));
    }
    this.sent.push(...messages);
    this.#waiting = [...this.#waiting, ...messages.flatMap((message) => this.#toWaiting(message))];
    return Promise.resolve();
  }

  #toWaiting(message: Message): readonly Waiting[] {
    const fate = this.fate(message);
    const late = typeof fate === "number" ? fate : 0;
    const waiting = { message, visibleAt: this.#clock.now + message.delayMs + late };
    if (fate === "lose") return [];
    return fate === "double" ? [waiting, waiting] : [waiting];
  }
}
