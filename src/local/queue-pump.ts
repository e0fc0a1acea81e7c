import { createHash } from "node:crypto";
import { Agent, type IncomingMessage, request } from "node:http";
import { messageOf, ReconcileError } from "../errors.ts";
import { isObject, type Json, parseJson, readField } from "../kube/json.ts";
import { isErrno } from "./private-file.ts";
import type { QueueStore, TakenMessage } from "./queue-store.ts";

/** A queue and the function that its messages go to. */
export type PumpedQueue = {
  readonly name: string;
  readonly functionName: string;
  /** Invocations at the same time. */
  readonly concurrency: number;
  /** A message that nobody has finished by then goes to somebody else. */
  readonly visibilityMs: number;
  /** The queue of messages that failed too often. */
  readonly deadLetter: string;
  /** Messages of one invocation; 1 if not given. */
  readonly batchSize?: number;
};

export type PumpOptions = {
  readonly store: QueueStore;
  /** Where functions are invoked: Lambda's API. */
  readonly lambdaEndpoint: string;
  readonly now: () => number;
  /** Whether to deliver this message twice at once, as a standard queue may. */
  readonly duplicate?: (message: TakenMessage) => boolean;
  /** Told of deliveries that failed; they are made again. */
  readonly report?: (error: unknown) => void;
  /** Pause of a message that failed for the first time; it doubles with each. */
  readonly failurePauseMs?: number;
};

/** How often a message is delivered before it is a dead letter: the redrive policy of infra. */
const receivesMax = 5;
const failurePauseMsDefault = 1_000;
/** Pause of a queue whose functions are not there (yet). */
const absentPauseMs = 100;
const absentPauseMsMax = 500;
/** An answer only names messages that failed. */
const answerBytesMax = 1024 * 1024;
const timerMsMax = 60_000;

/** Delivers the messages of one queue to its function, as Lambda's own poller does: at least once. */
export class QueuePump {
  readonly #queue: PumpedQueue;
  readonly #options: PumpOptions;
  readonly #ending = new AbortController();
  /** A new connection each time: one that lay idle may break under a request, which would count as a failure. */
  readonly #agent = new Agent({ keepAlive: false });
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #absences = 0;
  #pausedUntil = 0;

  constructor(queue: PumpedQueue, options: PumpOptions) {
    this.#queue = queue;
    this.#options = options;
  }

  /** Delivers what is visible now, and sets a timer to what is visible next. */
  wake(): void {
    clearTimeout(this.#timer);
    if (this.#ending.signal.aborted) return;
    const { store, now } = this.#options;
    while (this.#running.size < this.#queue.concurrency && this.#pausedUntil <= now()) {
      const messages = this.#take();
      if (messages.length === 0) break;
      this.#start(messages);
    }
    const nextAt = store.nextAt(this.#queue.name);
    if (nextAt === undefined || this.#running.size >= this.#queue.concurrency) return; // whoever ends or sends wakes it
    const pauseMs = Math.max(nextAt, this.#pausedUntil) - now();
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(pauseMs, 1), timerMsMax));
    this.#timer.unref();
  }

  /** Breaks off what is under way; those messages are delivered again when the queue is opened again. */
  async close(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    await Promise.all(this.#running);
    this.#agent.destroy();
  }

  /** A message that ended its process again and again never got an answer: it is counted here, not where it fails. */
  #take(): readonly TakenMessage[] {
    const { name, visibilityMs, deadLetter, batchSize = 1 } = this.#queue;
    const { store } = this.#options;
    const messages: TakenMessage[] = [];
    while (messages.length < batchSize) {
      const message = store.take(name, visibilityMs);
      if (message === undefined) break;
      if (message.receives > receivesMax) store.move(name, message.receipt, deadLetter);
      else messages.push(message);
    }
    return messages;
  }

  #start(messages: readonly TakenMessage[]): void {
    const delivery = this.#deliver(messages).finally(() => {
      this.#running.delete(delivery);
      this.wake();
    });
    this.#running.add(delivery);
    const isDoubled = this.#options.duplicate !== undefined && messages.some(this.#options.duplicate);
    if (isDoubled) void this.#invoke(messages);
  }

  async #deliver(messages: readonly TakenMessage[]): Promise<void> {
    const { name } = this.#queue;
    const { store, failurePauseMs = failurePauseMsDefault } = this.#options;
    // Counted before anybody sees it: a message may end this process at once.
    await store.settled();
    const outcome = await this.#invoke(messages);
    if (outcome === "absent") this.#pause();
    else this.#absences = 0;
    for (const { id, receipt, receives } of messages) {
      const delayMs = receives < receivesMax ? failurePauseMs * 2 ** (receives - 1) : 0;
      if (outcome === "absent") store.release(name, receipt, { delayMs: 0, uncounted: true });
      else if (outcome === "failed" || outcome.has(id)) store.release(name, receipt, { delayMs });
      else store.delete(name, receipt);
    }
  }

  #pause(): void {
    this.#absences += 1;
    const pauseMs = Math.min(absentPauseMs * 2 ** (this.#absences - 1), absentPauseMsMax);
    this.#pausedUntil = this.#options.now() + pauseMs;
  }

  /** Gives the ids that failed. `absent`: nobody listens there, so nobody saw the messages. */
  async #invoke(messages: readonly TakenMessage[]): Promise<ReadonlySet<string> | "failed" | "absent"> {
    const { functionName } = this.#queue;
    try {
      return toFailed(await this.#post(toEvent(this.#queue.name, messages)), messages) ?? "failed";
    } catch (error) {
      if (this.#ending.signal.aborted || isErrno(error, "ECONNREFUSED")) return "absent";
      const message = `Cannot deliver to function ${functionName}: ${messageOf(error)}; the message is delivered again`;
      this.#options.report?.(new ReconcileError("STATE_UNREACHABLE", message, { cause: error }));
      return "failed";
    }
  }

  async #post(event: Json): Promise<string> {
    const { functionName, visibilityMs } = this.#queue;
    const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
    const signal = AbortSignal.any([this.#ending.signal, AbortSignal.timeout(visibilityMs)]);
    const response = await post(new URL(path, this.#options.lambdaEndpoint), JSON.stringify(event), {
      agent: this.#agent,
      signal,
    });
    const text = await readText(response);
    const errorType = response.headers["x-amz-function-error"] ?? response.headers["x-amzn-errortype"];
    if (response.statusCode === 200 && errorType === undefined) return text;
    throw new ReconcileError(
      "STATE_UNREACHABLE",
      `it answered ${response.statusCode} ${String(errorType ?? "")}`.trim(),
    );
  }
}

function toEvent(queue: string, messages: readonly TakenMessage[]): Json {
  const Records = messages.map(({ id, receipt, body, sentAt, receives, firstTakenAt }) => ({
    messageId: id,
    receiptHandle: receipt,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: "local",
      ApproximateFirstReceiveTimestamp: String(firstTakenAt ?? sentAt),
    },
    messageAttributes: {},
    md5OfBody: createHash("md5").update(body).digest("hex"),
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:local:000000000000:${queue}`,
    awsRegion: "local",
  }));
  return { Records };
}

/**
 * Reads what a function says of a batch, as Lambda does: nothing and an empty list mean that all went well, an answer that makes
 * no sense that nothing did. undefined: all failed.
 */
function toFailed(text: string, messages: readonly TakenMessage[]): ReadonlySet<string> | undefined {
  const answer = text.trim() === "" ? null : parseJson(text);
  const failures = isObject(answer) ? (answer["batchItemFailures"] ?? []) : [];
  if (!Array.isArray(failures)) return undefined;
  const known = new Set(messages.map(({ id }) => id));
  const failed = failures.map((failure: Json) => readField(failure, "itemIdentifier"));
  const ids = failed.filter((id) => typeof id === "string");
  return ids.length === failed.length && ids.every((id) => known.has(id)) ? new Set(ids) : undefined;
}

type PostOptions = { readonly agent: Agent; readonly signal: AbortSignal };

function post(url: URL, body: string, options: PostOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "x-amz-invocation-type": "RequestResponse" };
    const outgoing = request(url, { method: "POST", headers, ...options });
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response) {
    bytes += part.length;
    if (bytes > answerBytesMax)
      throw new ReconcileError("LIMIT_EXCEEDED", `its answer has more than ${answerBytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
