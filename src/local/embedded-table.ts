import { timingSafeEqual } from "node:crypto";
import { EventEmitter } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import dynalite from "dynalite";
import type { SendToTable, TableAnswer, TableRequest } from "../adapters/dynamodb/table-client.ts";
import { ReconcileError } from "../errors.ts";

/** A request body of DynamoDB's largest batch, 16 MB, and its names. */
const requestBytesMax = 17 * 1024 * 1024;

/** The table of the local modes: dynalite in this process, called without HTTP, and open to other processes that have the key. */
export type EmbeddedTable = {
  /** Port of 127.0.0.1 for other processes. */
  readonly port: number;
  /** Sends a request of this process. */
  readonly send: SendToTable;
  /** Ends after the requests under way; the store is closed then. */
  close(): Promise<void>;
};

/** Opens the store at `path`, which nobody else may have open; without a path the table is in memory. */
export async function openEmbeddedTable(options: {
  readonly path?: string;
  readonly accessKey: string;
}): Promise<EmbeddedTable> {
  const quick = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  const server = dynalite(options.path === undefined ? quick : { path: options.path, ...quick });
  const [serve] = server.listeners("request");
  if (serve === undefined)
    throw new ReconcileError("UNSUPPORTED", "Cannot start dynalite: it has no handler");
  const gate = new Gate();
  const send: SendToTable = (request) => gate.pass(() => call(serve, request));
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    void answer(request, response, { send, accessKey: options.accessKey });
  });
  const port = await listen(server);
  server.unref(); // others' requests alone keep no process alive
  return {
    port,
    send,
    close: async () => {
      await gate.close();
      await close(server);
    },
  };
}

/** Counts requests under way: dynalite ends the process when its store closes under one. */
class Gate {
  #inside = 0;
  #closed = false;
  #empty: (() => void) | undefined;

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed)
      throw new ReconcileError("STATE_UNREACHABLE", "Cannot use the table: the state folder is closed");
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) this.#empty?.();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#inside === 0) return;
    await new Promise<void>((resolve) => {
      this.#empty = resolve;
    });
  }
}

type Listener = ReturnType<Server["listeners"]>[number];

/** Hands a request to dynalite as Node's server would, whole: a connection that breaks on the way never reaches it. */
function call(serve: Listener, request: TableRequest): Promise<TableAnswer> {
  return new Promise((resolve, reject) => {
    const incoming = Object.assign(new EventEmitter(), {
      method: "POST",
      url: "/",
      headers: request.headers,
    });
    const headers: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: unknown) => {
        headers[name.toLowerCase()] = String(value);
      },
      end: (body = "") => resolve({ status: response.statusCode, headers, body: String(body) }),
    };
    try {
      Reflect.apply(serve, undefined, [incoming, response]);
      incoming.emit("data", request.body);
      incoming.emit("end");
    } catch (error) {
      reject(error);
    }
  });
}

/**
 * Answers another process of this user. The key stands where an access key id stands in AWS's Authorization header; dynalite checks
 * neither that nor the browser's origin, so this does. A GET only asks whether the key is right.
 */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  gate: { readonly send: SendToTable; readonly accessKey: string },
): Promise<void> {
  response.on("error", () => response.destroy());
  try {
    const body = await readBody(request);
    if (!hasKey(request, gate.accessKey)) response.writeHead(403).end();
    else if (request.method === "GET") response.writeHead(204).end();
    else {
      const { status, headers, body: text } = await gate.send({ headers: toHeaders(request), body });
      response.writeHead(status, { ...headers }).end(text);
    }
  } catch {
    // The client went away, sent too much, or this process is ending: an answer that never comes is tried again elsewhere.
    response.destroy();
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > requestBytesMax)
      throw new ReconcileError("LIMIT_EXCEEDED", `Cannot read a request: more than ${requestBytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function hasKey(request: IncomingMessage, accessKey: string): boolean {
  const given = Buffer.from(/Credential=([^,/]*)/.exec(request.headers.authorization ?? "")?.[1] ?? "");
  const wanted = Buffer.from(accessKey);
  return (
    request.headers.origin === undefined && given.length === wanted.length && timingSafeEqual(given, wanted)
  );
}

function toHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  return headers;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new ReconcileError("UNSUPPORTED", "Cannot listen on 127.0.0.1: the system names no port"));
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
