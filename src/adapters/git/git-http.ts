import type { IncomingMessage } from "node:http";
import type { GitHttpRequest, GitHttpResponse, HttpClient } from "isomorphic-git";
import { ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import { type ExchangeOptions, exchange } from "./git-exchange.ts";
import { networkFailure, redirectRefused, statusFailure } from "./http-failure.ts";

/** What one repository's requests may send, and to whom. */
export type HttpAccess = {
  readonly origin: string;
  /** The Authorization header; undefined: ask without. */
  readonly authorization?: string;
  /** Where the credential came from, for messages; never the credential. */
  readonly credentialSource: string;
};

/**
 * Makes the HTTP client that isomorphic-git talks through. The credential goes to its own scheme, host and port alone
 * (go-git's CVE-2026-41506 was a redirect that took it elsewhere); a redirect to another host is refused; every answer has a
 * size limit and every pause a time limit. Throws ReconcileError for all that is not a 2xx answer.
 */
export function createGitHttp(access: () => HttpAccess, bytesMax: number): HttpClient {
  return { request: (request) => send(access(), bytesMax, request) };
}

async function send(access: HttpAccess, bytesMax: number, request: GitHttpRequest): Promise<GitHttpResponse> {
  const method = request.method ?? "GET";
  const body = request.body === undefined ? undefined : await collect(request.body);
  const idle = startIdleTimer();
  let url = new URL(request.url);
  let mayLogIn = url.origin === access.origin;
  for (let hop = 0; hop <= limits.gitRedirectsMax; hop += 1) {
    const headers = toHeaders(request, mayLogIn ? access.authorization : undefined);
    const options = { method, headers, signal: idle.signal, ...(body === undefined ? {} : { body }) };
    const response = await exchangeOnceMore(url, options);
    const target = redirectTarget(response, url);
    if (target === undefined) return toAnswer({ response, url, access, mayLogIn, bytesMax, idle });
    response.destroy();
    if (!mayFollow(url, target)) throw redirectRefused(url, target);
    // After an upgrade from http to https the origin is another one: the credential stays behind.
    mayLogIn = mayLogIn && target.origin === access.origin;
    url = target;
  }
  throw new ReconcileError(
    "REPOSITORY_UNREACHABLE",
    `Cannot read ${request.url}: more than ${limits.gitRedirectsMax} redirects; write the final URL as repoURL`,
  );
}

type Answered = {
  readonly response: IncomingMessage;
  readonly url: URL;
  readonly access: HttpAccess;
  readonly mayLogIn: boolean;
  readonly bytesMax: number;
  readonly idle: IdleTimer;
};

function toAnswer(answered: Answered): GitHttpResponse {
  const { response, url, access } = answered;
  const status = response.statusCode ?? 0;
  // 203 is Azure DevOps' sign-in page.
  if (status < 200 || status > 299 || status === 203) {
    answered.idle.stop();
    response.destroy();
    throw statusFailure(status, url, {
      sent: answered.mayLogIn && access.authorization !== undefined,
      source: access.credentialSource,
    });
  }
  return {
    url: url.href,
    statusCode: status,
    statusMessage: response.statusMessage ?? "",
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: readBody(answered),
  };
}

async function* readBody(answered: Answered): AsyncIterableIterator<Uint8Array> {
  const { response, url, bytesMax, idle } = answered;
  let bytes = 0;
  try {
    for await (const chunk of response) {
      idle.restart();
      bytes += chunk.length;
      if (bytes > bytesMax)
        throw new ReconcileError(
          "LIMIT_EXCEEDED",
          `Cannot read ${url.origin}${url.pathname}: the answer has more than ${bytesMax} bytes; use a smaller repository`,
        );
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof ReconcileError) throw cause;
    throw networkFailure(url, idle.signal.aborted ? idle.signal.reason : cause);
  } finally {
    idle.stop();
  }
}

/** A kept-alive connection may be closed by the server just as a request leaves; reads of Git are safe to repeat. */
async function exchangeOnceMore(url: URL, options: ExchangeOptions): Promise<IncomingMessage> {
  try {
    return await exchange(url, options);
  } catch (first) {
    if (!isClosedConnection(first)) throw networkFailure(url, first);
  }
  try {
    return await exchange(url, options);
  } catch (cause) {
    throw networkFailure(url, cause);
  }
}

function isClosedConnection(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ECONNRESET" || code === "EPIPE";
}

function toHeaders(request: GitHttpRequest, authorization: string | undefined): Record<string, string> {
  const given = Object.entries(request.headers ?? {}).filter(
    ([name]) => name.toLowerCase() !== "authorization",
  );
  return { ...Object.fromEntries(given), ...(authorization === undefined ? {} : { authorization }) };
}

function redirectTarget(response: IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0)) return undefined;
  return URL.parse(response.headers.location ?? "", from.href) ?? undefined;
}

function mayFollow(from: URL, to: URL): boolean {
  if (to.origin === from.origin) return true;
  return to.hostname === from.hostname && from.protocol === "http:" && to.protocol === "https:";
}

type IdleTimer = { readonly signal: AbortSignal; restart(): void; stop(): void };

function startIdleTimer(): IdleTimer {
  const controller = new AbortController();
  const stopAfterPause = () => controller.abort(new DOMException("no answer in time", "TimeoutError"));
  const timer = setTimeout(stopAfterPause, limits.gitRequestTimeoutMs);
  timer.unref();
  return { signal: controller.signal, restart: () => timer.refresh(), stop: () => clearTimeout(timer) };
}

async function collect(
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
