import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import http2, {
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import { createServer as createTlsServer } from "node:https";
import type { Server } from "node:net";
import { join } from "node:path";

/** A throwaway authority made for these tests; it signed nothing else. */
export const tlsFile = (name: string): string => join(import.meta.dirname, "tls", name);
const readTls = (name: string): string => readFileSync(tlsFile(name), "utf8");

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** undefined over HTTP/1.1. */
  readonly session: Pick<ServerHttp2Session, "goaway" | "destroy"> | undefined;
  /** Cuts the connection after the head and a part of the answer. */
  cutOff(): void;
};

export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** "cut": the answer is already dealt with. */
export type Answer = (received: Received) => Reply | "cut" | Promise<Reply | "cut">;

export type LocalServer = {
  readonly url: string;
  readonly received: Received[];
  /** Connections that were opened so far. */
  connections(): number;
  /** The common names in the certificates that clients showed. */
  readonly clients: string[];
  close(): Promise<void>;
};

export type LocalServerOptions = {
  readonly protocol?: "h2" | "https" | "http";
  /** File name of the server's certificate. */
  readonly certificate?: string;
};

type NodeRequest = Pick<Http2ServerRequest, "method" | "url" | "headers" | "on" | "setEncoding" | "socket">;

/** Starts a server on this machine that answers as the test says, over HTTP/2, HTTP/1.1 with TLS, or plain HTTP/1.1. */
export async function startLocalServer(
  answer: Answer,
  options: LocalServerOptions = {},
): Promise<LocalServer> {
  const { protocol = "h2", certificate = "server.crt" } = options;
  const received: Received[] = [];
  const sockets = new Set<{ destroy(): void }>();
  const clients: string[] = [];
  let connections = 0;
  const listener = async (request: NodeRequest, response: Http2ServerResponse): Promise<void> => {
    const one = await toReceived(request, response);
    received.push(one);
    const reply = await answer(one);
    if (reply === "cut") return;
    const { status = 200, headers = {}, body = {} } = reply;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
  const server = createFor(protocol, certificate, listener);
  server.on(protocol === "http" ? "connection" : "secureConnection", (socket) => {
    connections += 1;
    sockets.add(socket);
    const name = protocol === "http" ? undefined : socket.getPeerCertificate().subject?.CN;
    if (name !== undefined) clients.push(name);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((done) => server.close(() => done()));
  };
  const scheme = protocol === "http" ? "http" : "https";
  return { url: `${scheme}://127.0.0.1:${port}`, received, connections: () => connections, clients, close };
}

type Listener = (request: NodeRequest, response: Http2ServerResponse) => void;

function createFor(protocol: string, certificate: string, listener: Listener): Server {
  // biome-ignore lint/suspicious/noExplicitAny: node's two HTTP APIs share no type for what both take here
  const any: any = listener;
  if (protocol === "http") return createServer(any);
  const tls = {
    key: readTls("server.key"),
    cert: readTls(certificate),
    ca: readTls("ca.crt"),
    requestCert: true,
  };
  const verified = { ...tls, rejectUnauthorized: false };
  return protocol === "https" ? createTlsServer(verified, any) : http2.createSecureServer(verified, any);
}

async function toReceived(request: NodeRequest, response: Http2ServerResponse): Promise<Received> {
  let body = "";
  request.setEncoding("utf8");
  await new Promise<void>((done) => {
    request.on("data", (part: string) => {
      body += part;
    });
    request.on("end", done);
  });
  const stream = "stream" in response ? response.stream : undefined;
  const session = stream?.session;
  return {
    method: request.method,
    path: request.url,
    headers: request.headers,
    body,
    session,
    cutOff() {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"cut":');
      setTimeout(() => (session === undefined ? request.socket.destroy() : session.destroy()), 20);
    },
  };
}
