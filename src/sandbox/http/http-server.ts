import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { ClusterState } from "../cluster/cluster.ts";
import { StatusError, toStatus } from "../cluster/status-error.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import { answerRequest } from "./answer-request.ts";
import { toBodyText } from "./body-text.ts";
import type { IncomingCall } from "./incoming-call.ts";
import { refuseWebPage } from "./local-caller.ts";
import { sendStream } from "./send-stream.ts";

/** One request that was answered. */
export type LoggedRequest = {
  readonly method: string;
  readonly path: string;
  readonly userAgent: string;
  readonly dryRun: boolean;
  readonly status: number;
  /** Who was impersonated. */
  readonly as?: string | undefined;
};

// The real server's limit on a request: apiserver pkg/server/config.go, MaxRequestBodyBytes.
const bodyBytesMax = 3 * 1024 * 1024;

/** Makes the HTTP server of a cluster; `log` is told of every request. */
export function createHttpServer(
  state: ClusterState,
  log: (request: LoggedRequest, call: IncomingCall) => void,
): Server {
  const server = createServer((incoming, outgoing) => {
    receive(incoming, (body) => {
      try {
        const { call, answer } = decide(state, incoming, body);
        const dryRun = call.query.get("dryRun") === "All";
        const { method, path, userAgent } = call;
        const as = call.impersonated?.name;
        log({ method, path, userAgent, dryRun, status: answer.status, as }, call);
        send(outgoing, answer, incoming.headers["if-none-match"]);
      } catch (error) {
        fail(outgoing, error);
      }
    });
  });
  server.keepAliveTimeout = 120_000;
  return server;
}

function decide(state: ClusterState, incoming: IncomingMessage, body: Buffer | undefined) {
  const call = { ...toCall(incoming, body ?? Buffer.alloc(0)), receivedAt: state.now() };
  const answer = refuse(incoming, body) ?? answerRequest(state, call);
  for (const settle of state.settlers) settle();
  return { call, answer };
}

/** What nobody foresaw fails one request, not the whole server. */
function fail(outgoing: ServerResponse, error: unknown): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  const why = error instanceof Error ? error.message : String(error);
  const status = new StatusError({ code: 500, reason: "InternalError" }, `the sandbox failed: ${why}`);
  const { contentType, text } = jsonAnswer(500, toStatus(status));
  outgoing
    .writeHead(500, { "content-type": contentType, "content-length": Buffer.byteLength(text) })
    .end(text);
}

/** Hands on the body; undefined: it is too long. */
function receive(incoming: IncomingMessage, done: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
  });
  incoming.on("end", () => done(bytes > bodyBytesMax ? undefined : Buffer.concat(chunks)));
}

function toCall(incoming: IncomingMessage, body: Buffer): Omit<IncomingCall, "receivedAt"> {
  const { method = "GET", url = "/", headers } = incoming;
  const [path = "/", query = ""] = url.split("?", 2);
  return {
    method,
    path,
    query: new URLSearchParams(query),
    accept: headers.accept ?? "",
    userAgent: headers["user-agent"] ?? "",
    ...toBodyText(body, headers["content-type"]),
    impersonated: toImpersonated(incoming),
  };
}

function toImpersonated({ headersDistinct }: IncomingMessage): IncomingCall["impersonated"] {
  const [name] = headersDistinct["impersonate-user"] ?? [];
  return name === undefined ? undefined : { name, groups: headersDistinct["impersonate-group"] ?? [] };
}

function send(outgoing: ServerResponse, answer: Answer, knownEtag: string | undefined): void {
  const { status, contentType, text, etag, stream } = answer;
  if (stream !== undefined) {
    outgoing.writeHead(status, {
      "content-type": contentType,
      "cache-control": "no-cache, private",
      ...toHeaders(answer),
    });
    sendStream(outgoing, stream);
    return;
  }
  const isKnown = etag !== undefined && etag === knownEtag;
  const body = answer.bytes ?? text;
  outgoing.writeHead(isKnown ? 304 : status, {
    "content-type": contentType,
    ...(isKnown ? {} : { "content-length": Buffer.byteLength(body) }),
    ...(etag === undefined ? {} : { etag }),
    ...toHeaders(answer),
  });
  outgoing.end(isKnown ? undefined : body);
}

/** Headers are bytes: a text beyond ASCII, such as the name of an unknown field, is sent as UTF-8; Node would throw. */
function toHeaders({ headers = {} }: Answer): Record<string, string | string[]> {
  const encode = (value: string) => Buffer.from(value.replace(/[\r\n\0]/g, " "), "utf8").toString("latin1");
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(encode) : encode(value),
    ]),
  );
}

function refuse(incoming: IncomingMessage, body: Buffer | undefined): Answer | undefined {
  const why = refuseWebPage(incoming.headers) ?? (body === undefined ? tooLarge : undefined);
  return why === undefined ? undefined : jsonAnswer(why.code, toStatus(why));
}

const tooLarge = new StatusError(
  { code: 413, reason: "RequestEntityTooLarge" },
  "Request entity too large: limit is 3145728",
);
