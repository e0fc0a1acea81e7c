import type { GitHttpRequest, GitHttpResponse, HttpClient } from "isomorphic-git";
import { ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
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
    const headers = new Headers(request.headers ?? {});
    headers.delete("authorization");
    if (mayLogIn && access.authorization !== undefined) headers.set("authorization", access.authorization);
    const init = { method, headers, redirect: "manual", signal: idle.signal } as const;
    const response = await fetchOnceMore(url, body === undefined ? init : { ...init, body });
    const target = redirectTarget(response, url);
    if (target === undefined) return await toAnswer({ response, url, access, mayLogIn, bytesMax, idle });
    await response.body?.cancel();
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

type Exchange = {
  readonly response: Response;
  readonly url: URL;
  readonly access: HttpAccess;
  readonly mayLogIn: boolean;
  readonly bytesMax: number;
  readonly idle: IdleTimer;
};

async function toAnswer(exchange: Exchange): Promise<GitHttpResponse> {
  const { response, url, access } = exchange;
  // 203 is Azure DevOps' sign-in page.
  if (!response.ok || response.status === 203) {
    exchange.idle.stop();
    await response.body?.cancel();
    throw statusFailure(response.status, url, {
      sent: exchange.mayLogIn && access.authorization !== undefined,
      source: access.credentialSource,
    });
  }
  return {
    url: url.href,
    statusCode: response.status,
    statusMessage: response.statusText,
    headers: Object.fromEntries(response.headers),
    body: readBody(exchange),
  };
}

async function* readBody(exchange: Exchange): AsyncIterableIterator<Uint8Array> {
  const { response, url, bytesMax, idle } = exchange;
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
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
    throw cause instanceof ReconcileError ? cause : networkFailure(url, cause);
  } finally {
    idle.stop();
  }
}

/** A kept-alive connection may be closed by the server just as a request leaves; reads of Git are safe to repeat. */
async function fetchOnceMore(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (first) {
    if (!isClosedConnection(first)) throw networkFailure(url, first);
  }
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw networkFailure(url, cause);
  }
}

function isClosedConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}

function redirectTarget(response: Response, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  return URL.parse(response.headers.get("location") ?? "", from.href) ?? undefined;
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
