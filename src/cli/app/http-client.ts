import { ReconcileError } from "../../errors.ts";
import { formatJson, isObject, parseJson } from "../../kube/json.ts";
import type { Client, ClientAnswer, ClientRequest } from "./client.ts";

/** Where a server is, and the token that it lets in. */
export type HttpClientOptions = { readonly server: string; readonly token: string };

/** API Gateway gives an answer after 30 s at the latest. */
const timeoutMs = 60_000;
const pauseMs = 1_000;
const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);
const quoted = /299 - "([^"]*)"/g;

/** Makes a client of a server. Throws CONFIG_INVALID where a token would go over the network in the clear. */
export function createHttpClient({ server, token }: HttpClientOptions): Client {
  const base = toBase(server);
  if (token === "") {
    const message = `Cannot use ${base.origin}: it needs a token; set --auth-token or OUTRIGGER_AUTH_TOKEN (\`outrigger token create\` makes one)`;
    throw new ReconcileError("CONFIG_INVALID", message);
  }
  return {
    isAlone: false,
    ask: async (request) => await ask(toUrl(base, request), request, token),
    advance: () => Promise.resolve(pauseMs),
    close: () => Promise.resolve(),
  };
}

/** A host without a scheme is meant over TLS, as in Argo CD. */
function toBase(server: string): URL {
  const text = server.includes("://") ? server : `https://${server}`;
  if (!URL.canParse(text)) throw new ReconcileError("CONFIG_INVALID", "Cannot use --server: it is no URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    throw new ReconcileError("CONFIG_INVALID", "Cannot use --server: it holds credentials; use --auth-token");
  if (url.protocol === "https:" || (url.protocol === "http:" && loopback.has(url.hostname))) return url;
  const message = `Cannot use ${url.origin}: the token would be sent in the clear; use https`;
  throw new ReconcileError("CONFIG_INVALID", message);
}

function toUrl(base: URL, { path, query = {} }: ClientRequest): URL {
  const url = new URL(`${base.pathname.replace(/\/+$/, "")}${path}`, base);
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value ?? []].flat()) url.searchParams.append(name, each);
  }
  return url;
}

async function ask(url: URL, { method, body }: ClientRequest, token: string): Promise<ClientAnswer> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  try {
    const response = await fetch(url, {
      method,
      headers,
      // A token is for the server that was named, not for where it points.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: formatJson(body) }),
    });
    const warnings = [...(response.headers.get("warning") ?? "").matchAll(quoted)].map(
      ([, text]) => text ?? "",
    );
    return { status: response.status, warnings, body: readBody(await response.text(), response.status) };
  } catch (error) {
    if (error instanceof ReconcileError) throw error;
    const message = `Cannot reach ${url.origin}: ${reasonOf(error)}`;
    throw new ReconcileError("STATE_UNREACHABLE", message, { cause: error });
  }
}

function readBody(text: string, status: number): ClientAnswer["body"] {
  const value = parseOrUndefined(text);
  if (isObject(value)) return value;
  throw new ReconcileError(
    "STATE_UNREACHABLE",
    `Cannot read the answer: status ${status}, and no JSON object`,
  );
}

function parseOrUndefined(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined; // a proxy's page, which says nothing that the status does not
  }
}

/** fetch says only that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
