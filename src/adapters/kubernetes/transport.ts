export type HttpHeaders = Readonly<Record<string, string | readonly string[]>>;

export type HttpRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query below the server's own path. */
  readonly path: string;
  readonly headers: HttpHeaders;
  readonly body?: string;
  readonly timeoutMs: number;
};

export type HttpAnswer = {
  readonly status: number;
  /** Seconds or an HTTP date, as the server wrote it. */
  readonly retryAfter?: string;
  readonly etag?: string;
  readonly text: string;
};

/** Carries single requests; whatever it throws means that no whole answer came. It retries nothing. */
export interface Transport {
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}
