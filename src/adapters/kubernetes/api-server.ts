import { setTimeout as pause } from "node:timers/promises";
import pLimit from "p-limit";
import { messageOf, ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
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
  /** Answers that the caller acts upon: asking once more would only cost time. */
  readonly isFinal?: (answer: HttpAnswer) => boolean;
};

export type ApiServerOptions = {
  readonly endpoint: Endpoint;
  readonly authorize: Authorize;
  readonly userAgent: string;
};

type Attempt = { readonly answer: HttpAnswer } | { readonly broken: unknown };

/**
 * Sends requests to one API server over one connection, capped in number. Repeats what is safe to repeat: every request
 * of this adapter is (a read, a server-side apply, a delete with uid, a create under a fixed name), so a broken
 * connection, a 429 and a 5xx with Retry-After are tried again. All tries of a request together end within
 * `limits.clusterRequestTimeoutMs`, so that a lease outlives them.
 */
export class ApiServer {
  readonly server: string;
  readonly #options: ApiServerOptions;
  readonly #small = pLimit(limits.clusterRequestsInFlightMax);
  readonly #lists = pLimit(limits.clusterListsInFlightMax);
  #transport: Promise<Transport> | undefined;
  #isReached = false;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.server = formatServer(options.endpoint.url);
  }

  /** Gives the answer, whatever its status. Throws CLUSTER_UNREACHABLE, CLUSTER_BUSY, CREDENTIALS_REFUSED. */
  send(request: ApiRequest): Promise<HttpAnswer> {
    const limit = request.isList === true ? this.#lists : this.#small;
    return limit(() => this.#sendUntilAnswered(request));
  }

  async close(): Promise<void> {
    const transport = await this.#transport?.catch(() => undefined);
    this.#transport = undefined;
    transport?.close();
  }

  async #sendUntilAnswered(request: ApiRequest): Promise<HttpAnswer> {
    const deadline = Date.now() + limits.clusterRequestTimeoutMs;
    for (let retries = 0; ; retries += 1) {
      const attempt = await this.#attempt(request, deadline - Date.now());
      if ("answer" in attempt && request.isFinal?.(attempt.answer) === true) return attempt.answer;
      const pauseMs = this.#pauseAfter(attempt, retries);
      if (pauseMs === undefined && "answer" in attempt) return attempt.answer;
      const isOver = retries >= limits.clusterRetriesMax || Date.now() + (pauseMs ?? 0) >= deadline;
      if (pauseMs === undefined || isOver) return this.#giveUp(attempt);
      await pause(pauseMs);
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
    const { contentType, etag, accept = "application/json", method, path, body } = request;
    const headers = {
      "user-agent": userAgent,
      accept,
      ...(contentType === undefined ? {} : { "content-type": contentType }),
      ...(etag === undefined ? {} : { "if-none-match": etag }),
      ...(await authorize.headers()),
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
    if ("broken" in attempt) return this.#isReached ? 100 * 2 ** retries : undefined;
    const { status, retryAfter } = attempt.answer;
    if (status === 401) return retries === 0 && this.#options.authorize.forget() ? 0 : undefined;
    if (status === 429) return toPauseMs(retryAfter) ?? 1000;
    return status >= 500 ? toPauseMs(retryAfter) : undefined;
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

/** Reads a Retry-After header, seconds or an HTTP date, as milliseconds from now. */
function toPauseMs(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
