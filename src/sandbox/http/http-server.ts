import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { ClusterState } from "../cluster/cluster.ts";
import { StatusError, toStatus } from "../cluster/status-error.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import { answerRequest, type IncomingCall } from "./answer-request.ts";

/** One request that was answered. */
export type LoggedRequest = {
  readonly method: string;
  readonly path: string;
  readonly userAgent: string;
  readonly dryRun: boolean;
  readonly status: number;
};

// The real server's limit on a request: apiserver pkg/server/config.go, MaxRequestBodyBytes.
const bodyBytesMax = 3 * 1024 * 1024;

/** Makes the HTTP server of a cluster; `log` is told of every request. */
export function createHttpServer(state: ClusterState, log: (request: LoggedRequest) => void): Server {
  const server = createServer((incoming, outgoing) => {
    receive(incoming, (body) => {
      const call = toCall(incoming, body ?? "");
      const answer = body === undefined ? tooLarge() : answerRequest(state, call);
      const dryRun = call.query.get("dryRun") === "All";
      log({ method: call.method, path: call.path, userAgent: call.userAgent, dryRun, status: answer.status });
      send(outgoing, answer, incoming.headers["if-none-match"]);
    });
  });
  server.keepAliveTimeout = 120_000;
  return server;
}

/** Hands on the body's text; undefined: it is too long. */
function receive(incoming: IncomingMessage, done: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
  });
  incoming.on("end", () => done(bytes > bodyBytesMax ? undefined : Buffer.concat(chunks).toString("utf8")));
}

function toCall(incoming: IncomingMessage, body: string): IncomingCall {
  const { method = "GET", url = "/", headers } = incoming;
  const [path = "/", query = ""] = url.split("?", 2);
  return {
    method,
    path,
    query: new URLSearchParams(query),
    contentType: headers["content-type"] ?? "application/json",
    accept: headers.accept ?? "",
    userAgent: headers["user-agent"] ?? "",
    body,
  };
}

function send(outgoing: ServerResponse, answer: Answer, knownEtag: string | undefined): void {
  const { status, contentType, text, etag } = answer;
  const isKnown = etag !== undefined && etag === knownEtag;
  outgoing.writeHead(isKnown ? 304 : status, {
    "content-type": contentType,
    ...(isKnown ? {} : { "content-length": Buffer.byteLength(text) }),
    ...(etag === undefined ? {} : { etag }),
  });
  outgoing.end(isKnown ? undefined : text);
}

function tooLarge(): Answer {
  const status = { code: 413, reason: "RequestEntityTooLarge", details: {} };
  return jsonAnswer(413, toStatus(new StatusError(status, "Request entity too large: limit is 3145728")));
}
