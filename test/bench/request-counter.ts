import { subscribe } from "node:diagnostics_channel";

/** A request to an API server. */
export type SentRequest = { readonly method: string; readonly path: string };

/** What a run asked of an API server. */
export type RequestFigures = {
  readonly requests: number;
  /** Reads of one kind in one namespace, of the one that was read most often. */
  readonly requestsPerKind: number;
  /** Requests that could change something; dry-runs are none. */
  readonly mutations: number;
  readonly dryRuns: number;
};

/** Collects every request that this process sends over HTTP/2, which only API servers are spoken to by. */
export function watchRequests(): readonly SentRequest[] {
  const sent: SentRequest[] = [];
  subscribe("http2.client.stream.created", (message) => {
    const { ":method": method, ":path": path } = headersOf(message);
    sent.push({ method: String(method), path: String(path) });
  });
  return sent;
}

/** Counts requests by what they are. */
export function countRequests(sent: readonly SentRequest[]): RequestFigures {
  const dryRuns = sent.filter(({ path }) => path.includes("dryRun=All")).length;
  const writes = sent.filter(({ method }) => method !== "GET").length;
  const reads = sent.filter(({ method }) => method === "GET").flatMap(({ path }) => toCollection(path) ?? []);
  const perKind = [...Map.groupBy(reads, (collection) => collection).values()].map((each) => each.length);
  return {
    requests: sent.length,
    requestsPerKind: Math.max(0, ...perKind),
    mutations: writes - dryRuns,
    dryRuns,
  };
}

/** The kind and namespace that a path reads, one object or all; undefined: discovery and the like. */
function toCollection(path: string): string | undefined {
  return /^\/apis?\/.*\/namespaces\/[^/]+\/[^/?]+/.exec(path)?.[0];
}

function headersOf(message: unknown): Readonly<Record<string, unknown>> {
  if (typeof message !== "object" || message === null || !("headers" in message)) return {};
  const { headers } = message;
  return typeof headers === "object" && headers !== null ? { ...headers } : {};
}
