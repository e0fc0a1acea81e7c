import { setTimeout as pause } from "node:timers/promises";
import pLimit, { type LimitFunction } from "p-limit";
import PQueue from "p-queue";
import { messageOf, ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { RequestSettings } from "../../settings/request-settings.ts";
import type { Authorize } from "./authorize.ts";
import { type Endpoint, formatServer } from "./endpoint.ts";
import { openTransport } from "./open-transport.ts";
import type { HttpAnswer, HttpRequest, Transport } from "./transport.ts";

export type ApiRequest = Pick<HttpRequest, "method" | "path" | "body"> & {
  readonly contentType?: string;
  readonly accept?: string;
  readonly etag?: string;
  /** Lists cost the server up to eight times as much as a small request, so they have a cap of their own. */
  readonly isList?: boolean;
  /** The user that is impersonated for this one request. */
  readonly as?: string | undefined;
  /** The place of its kind in the order of a sync, where that counts: what waits for a place in flight goes by it. */
  readonly rank?: number;
  /** Answers that the caller acts upon: asking once more would only cost time. */
  readonly isFinal?: (answer: HttpAnswer) => boolean;
};

export type ApiServerOptions = {
  readonly endpoint: Endpoint;
  readonly authorize: Authorize;
  readonly userAgent: string;
  /** Bounds that somebody set in place of those of limits.ts. */
  readonly requests?: RequestSettings;
};

/** Argo CD's retryWaitMax: https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/http/http.go#L25 */
const retryPauseMsMax = 10_000;

type Attempt = { readonly answer: HttpAnswer } | { readonly broken: unknown };

/**
 * So many later requests go first for each rank. A workload sets the cluster's controllers to work as soon as it is written, which
 * slows down whatever is still to be written, so it gives way, but not for ever.
 */
const overtakenPerRank = 40;

/**
 * Sends requests to one API server over one connection, capped in number. Repeats what is safe to repeat: every request
 * of this adapter is (a read, a server-side apply, a delete with uid, a create under a fixed name), so a broken
 * connection, a 429 and a 5xx with Retry-After are tried again. All tries of a request together end within
 * `limits.clusterRequestTimeoutMs`, so that a lease outlives them.
 */
export class ApiServer {
  readonly server: string;
  readonly #options: ApiServerOptions;
  readonly #requests: RequestSettings;
  readonly #small: PQueue;
  readonly #lists: LimitFunction;
  readonly #pace: Pace | undefined;
  #arrivals = 0;
  #transport: Promise<Transport> | undefined;
  #isReached = false;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#requests = options.requests ?? {};
    const { inFlightMax = limits.clusterRequestsInFlightMax, rate } = this.#requests;
    this.#small = new PQueue({ concurrency: inFlightMax });
    this.#lists = pLimit(Math.min(inFlightMax, limits.clusterListsInFlightMax));
    this.#pace = rate === undefined ? undefined : new Pace(rate);
    this.server = formatServer(options.endpoint.url);
  }

  /** Gives the answer, whatever its status. Throws CLUSTER_UNREACHABLE, CLUSTER_BUSY, CREDENTIALS_REFUSED. */
  send(request: ApiRequest): Promise<HttpAnswer> {
    const work = () => this.#sendUntilAnswered(request);
    if (request.isList === true) return this.#lists(work);
    this.#arrivals += 1;
    return this.#small.add(work, { priority: -(this.#arrivals + overtakenPerRank * (request.rank ?? 0)) });
  }

  async close(): Promise<void> {
    const transport = await this.#transport?.catch(() => undefined);
    this.#transport = undefined;
    transport?.close();
  }

  async #sendUntilAnswered(request: ApiRequest): Promise<HttpAnswer> {
    const { retriesMax = limits.clusterRetriesMax } = this.#requests;
    await this.#pace?.next();
    const deadline = Date.now() + limits.clusterRequestTimeoutMs;
    for (let retries = 0; ; retries += 1) {
      const attempt = await this.#attempt(request, deadline - Date.now());
      if ("answer" in attempt && request.isFinal?.(attempt.answer) === true) return attempt.answer;
      const pauseMs = this.#pauseAfter(attempt, retries);
      if (pauseMs === undefined && "answer" in attempt) return attempt.answer;
      // A refused token is no failure of the server's: its one retry is not counted.
      const isSpent = retries >= retriesMax && !isRefused(attempt);
      const isOver = isSpent || Date.now() + (pauseMs ?? 0) >= deadline;
      if (pauseMs === undefined || isOver) return this.#giveUp(attempt);
      await pause(pauseMs);
      await this.#pace?.next();
    }
  }

  async #attempt(request: ApiRequest, timeoutMs: number): Promise<Attempt> {
    try {
      const answer = await this.#sendOnce(request, timeoutMs);
      this.#isReached = true;
      return { answer };
    } catch (error) {
      if (error instanceof ReconcileError) throw error;
      return { broken: error };
    }
  }

  async #sendOnce(request: ApiRequest, timeoutMs: number): Promise<HttpAnswer> {
    const { authorize, userAgent } = this.#options;
    const { contentType, etag, accept = "application/json", method, path, body, as } = request;
    const headers = {
      "user-agent": userAgent,
      accept,
      ...(contentType === undefined ? {} : { "content-type": contentType }),
      ...(etag === undefined ? {} : { "if-none-match": etag }),
      ...(await authorize.headers()),
      // Without groups the API server gives a service account those that it has anyway.
      ...(as === undefined ? {} : { "impersonate-user": as }),
    };
    const transport = await this.#open(timeoutMs);
    if (this.#options.endpoint.url.protocol === "https:") this.#isReached = true; // TLS stands
    return transport.send({ method, path, headers, timeoutMs, ...(body === undefined ? {} : { body }) });
  }

  #open(timeoutMs: number): Promise<Transport> {
    this.#transport ??= openTransport(this.#options.endpoint, timeoutMs).catch((error: unknown) => {
      this.#transport = undefined;
      throw error;
    });
    return this.#transport;
  }

  /** How long to wait before the next try; undefined: there is none. */
  #pauseAfter(attempt: Attempt, retries: number): number | undefined {
    // A server that was never reached is more likely misnamed than restarting: say so at once.
    if ("broken" in attempt) return this.#isReached ? this.#backOff(retries) : undefined;
    const { status, retryAfter } = attempt.answer;
    if (status === 401) return retries === 0 && this.#options.authorize.forget() ? 0 : undefined;
    if (status === 429) return toPauseMs(retryAfter) ?? 1000;
    if (status < 500) return undefined;
    // As Argo CD's own retries do, where they are asked for; without Retry-After a 5xx is an answer otherwise.
    const isRetried = this.#requests.retriesMax !== undefined && status !== 501;
    return toPauseMs(retryAfter) ?? (isRetried ? this.#backOff(retries) : undefined);
  }

  #backOff(retries: number): number {
    const { retryPauseMs = 100 } = this.#requests;
    return Math.min(retryPauseMs * 2 ** retries, retryPauseMsMax);
  }

  #giveUp(attempt: Attempt): HttpAnswer {
    if ("answer" in attempt && attempt.answer.status !== 429) return attempt.answer;
    if ("answer" in attempt) {
      const { retryAfter = "1" } = attempt.answer;
      throw new ReconcileError(
        "CLUSTER_BUSY",
        `Cannot wait any longer for API server ${this.server}: it answers 429 and asks to come back after ${retryAfter} s`,
      );
    }
    throw new ReconcileError(
      "CLUSTER_UNREACHABLE",
      `Cannot reach API server ${this.server}: ${messageOf(attempt.broken)}; check its address, its certificate authority and the network`,
      { cause: attempt.broken },
    );
  }
}

function isRefused(attempt: Attempt): boolean {
  return "answer" in attempt && attempt.answer.status === 401;
}

/** Lets so many requests go a second, and a burst of them at once: a token bucket, in the order in which they ask. */
class Pace {
  readonly #qps: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt = performance.now();
  #last = Promise.resolve();

  constructor({ qps, burst }: { readonly qps: number; readonly burst: number }) {
    this.#qps = qps;
    this.#burst = burst;
    this.#tokens = burst;
  }

  next(): Promise<void> {
    this.#last = this.#last.then(() => this.#take());
    return this.#last;
  }

  async #take(): Promise<void> {
    this.#fill();
    while (this.#tokens < 1) {
      await pause(Math.ceil(((1 - this.#tokens) * 1000) / this.#qps));
      this.#fill();
    }
    this.#tokens -= 1;
  }

  #fill(): void {
    const now = performance.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) * this.#qps) / 1000);
    this.#filledAt = now;
  }
}

/** Reads a Retry-After header, seconds or an HTTP date, as milliseconds from now. */
function toPauseMs(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
