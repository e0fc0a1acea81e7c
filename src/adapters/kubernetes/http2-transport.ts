import http2, { type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import { isIP } from "node:net";
import tls, { type TLSSocket } from "node:tls";
import { limits } from "../../limits.ts";
import { collectText } from "./answer-text.ts";
import { type Endpoint, pathPrefixOf, toTlsOptions } from "./endpoint.ts";
import type { HttpAnswer, HttpRequest, Transport } from "./transport.ts";

/** Large lists must not wait for window updates on long lines: 64 kB, the default, is one round trip each. */
const streamWindowBytes = 4 * 1024 * 1024;
const sessionWindowBytes = 16 * 1024 * 1024;

/**
 * One HTTP/2 session at a time. A session that got GOAWAY, broke, timed out or lay idle takes no new request; what is
 * in flight on it may still finish. Go's server refuses streams after its GOAWAY, which reads here as a broken request.
 */
export class Http2Transport implements Transport {
  readonly #endpoint: Endpoint;
  #session: ClientHttp2Session | undefined;
  #opening: Promise<ClientHttp2Session> | undefined;
  #usedAt = Date.now();
  #inFlight = 0;

  constructor(endpoint: Endpoint, socket: TLSSocket) {
    this.#endpoint = endpoint;
    this.#session = openSession(endpoint, socket);
  }

  async send(request: HttpRequest): Promise<HttpAnswer> {
    const startedAt = Date.now();
    const session = this.#usable() ?? (await this.#open(request.timeoutMs));
    const timeoutMs = Math.max(1, request.timeoutMs - (Date.now() - startedAt));
    const path = pathPrefixOf(this.#endpoint) + request.path;
    this.#inFlight += 1;
    try {
      return await exchange(session, { ...request, path, timeoutMs });
    } catch (error) {
      this.#retire(session);
      throw error;
    } finally {
      this.#inFlight -= 1;
      this.#usedAt = Date.now();
    }
  }

  close(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  #usable(): ClientHttp2Session | undefined {
    const session = this.#session;
    if (session === undefined || session.closed || session.destroyed) return undefined;
    // A frozen function or a NAT may have lost the line without a word; a new one costs less than a time-out.
    const isStale = this.#inFlight === 0 && Date.now() - this.#usedAt > limits.clusterIdleMs;
    if (!isStale) return session;
    this.#session = undefined;
    session.destroy();
    return undefined;
  }

  #open(timeoutMs: number): Promise<ClientHttp2Session> {
    this.#opening ??= connectTls(this.#endpoint, timeoutMs)
      .then((socket) => {
        this.#session = openSession(this.#endpoint, socket);
        return this.#session;
      })
      .finally(() => {
        this.#opening = undefined;
      });
    return this.#opening;
  }

  #retire(session: ClientHttp2Session): void {
    if (this.#session === session) this.#session = undefined;
    if (session.destroyed) return;
    session.close();
    setTimeout(() => session.destroy(), limits.clusterRequestTimeoutMs).unref();
  }
}

/** Opens a TLS connection that offers HTTP/2 and HTTP/1.1. Rejects when it does not stand within `timeoutMs`. */
export function connectTls(endpoint: Endpoint, timeoutMs: number): Promise<TLSSocket> {
  const host = endpoint.url.hostname.replace(/^\[|\]$/g, "");
  const port = endpoint.url.port === "" ? 443 : Number(endpoint.url.port);
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = tls.connect({
    host,
    port,
    ...name,
    ...toTlsOptions(endpoint),
    ALPNProtocols: ["h2", "http/1.1"],
  });
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error("no connection in time")), timeoutMs);
    socket.once("error", reject);
    socket.once("close", () => clearTimeout(timer));
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

function openSession(endpoint: Endpoint, socket: TLSSocket): ClientHttp2Session {
  const session = http2.connect(endpoint.url.origin, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: streamWindowBytes },
  });
  session.once("connect", () => session.setLocalWindowSize(sessionWindowBytes));
  // Every request of the session reports the failure itself; without a listener it would end the process.
  session.on("error", () => session.destroy());
  // A request's own timer keeps the process alive; an idle connection must not.
  session.unref();
  return session;
}

function exchange(session: ClientHttp2Session, request: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(toHttp2Headers(request), { endStream: request.body === undefined });
    const answer = receive(stream);
    const timer = setTimeout(() => stream.destroy(new Error("no answer in time")), request.timeoutMs);
    stream.on("error", reject);
    // "end" also comes for a stream that was cut off; only "close" knows whether it ended well.
    stream.on("close", () => {
      clearTimeout(timer);
      const whole = stream.rstCode === http2.constants.NGHTTP2_NO_ERROR ? answer() : undefined;
      if (whole === undefined) reject(new Error("the connection broke before the answer was whole"));
      else resolve(whole);
    });
    if (request.body !== undefined) stream.end(request.body);
  });
}

function toHttp2Headers(request: HttpRequest): http2.OutgoingHttpHeaders {
  const { body } = request;
  return {
    ":method": request.method,
    ":path": request.path,
    ...request.headers,
    ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
  };
}

/** Gives the answer once the stream is closed; undefined if it has no status or was not ended by the server. */
function receive(stream: ClientHttp2Stream): () => HttpAnswer | undefined {
  let head: Omit<HttpAnswer, "text"> | undefined;
  let ended = false;
  const body = collectText(stream);
  stream.on("response", (headers) => {
    const retryAfter = headers["retry-after"];
    const { etag } = headers;
    head = {
      status: headers[":status"] ?? 0,
      ...(typeof retryAfter === "string" ? { retryAfter } : {}),
      ...(typeof etag === "string" ? { etag } : {}),
    };
  });
  stream.on("end", () => {
    ended = !stream.aborted;
  });
  return () => (head === undefined || !ended ? undefined : { ...head, text: body.text() });
}
