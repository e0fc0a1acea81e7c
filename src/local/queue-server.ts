import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf, ReconcileError } from "../errors.ts";
import { parseJson } from "../kube/json.ts";
import { type ActionAnswer, performAction, refuse } from "./queue-actions.ts";
import { type PumpedQueue, type PumpOptions, QueuePump } from "./queue-pump.ts";
import { QueueStore } from "./queue-store.ts";

export type LocalQueueOptions = Omit<PumpOptions, "store" | "now"> & {
  /** Where the messages are kept; nobody else may have it open. */
  readonly folder: string;
  /** Of 127.0.0.1; a free one if not given. */
  readonly port?: number;
  /** Dead-letter queues need not be named: they are there. */
  readonly queues: readonly PumpedQueue[];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

export type LocalQueues = {
  /** `http://127.0.0.1:PORT`; the URL of a queue is `{endpoint}/000000000000/{name}`. */
  readonly endpoint: string;
  /** Ends at once: what is being delivered is delivered again at the next start. */
  close(): Promise<void>;
};

/** SQS takes 1 MB of messages in one request; JSON may double it. */
const requestBytesMax = 3 * 1024 * 1024;

/**
 * The queues of the local modes: a folder and functions come in, an address that speaks SQS's JSON protocol goes out.
 *
 * 1. A message is on disk before its sender has an answer, so a process that is killed loses none.
 * 2. Every queue has a pump, which invokes the queue's function as Lambda's poller does: an event with Records, `batchItemFailures`
 *    in the answer. What was answered is deleted.
 * 3. A message whose function failed, or did not answer within the queue's visibility timeout, is delivered again, later each
 *    time, and after five times put into the dead-letter queue. While nobody listens at the functions' address, nothing is counted.
 * 4. Delivery is at least once, in no order that may be relied on; a message without delay is delivered at once.
 * 5. Only programs of this machine may send: requests of a web page, and those that name another host, are refused.
 */
export async function openLocalQueues(options: LocalQueueOptions): Promise<LocalQueues> {
  const { folder, port = 0, queues, now = Date.now, ...others } = options;
  const names = new Set(queues.flatMap(({ name, deadLetter }) => [name, deadLetter]));
  const store = await QueueStore.open(folder, [...names], now);
  const server = createServer((request, response) => void answer(request, response, store));
  const pumps = new Map(queues.map((queue) => [queue.name, new QueuePump(queue, { ...others, store, now })]));
  try {
    const endpoint = `http://127.0.0.1:${await listen(server, port)}`;
    store.onPut((queue) => pumps.get(queue)?.wake());
    for (const pump of pumps.values()) pump.wake();
    return { endpoint, close: () => close(server, [...pumps.values()], store) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function close(server: Server, pumps: readonly QueuePump[], store: QueueStore): Promise<void> {
  const ended = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await ended;
  await Promise.all(pumps.map((pump) => pump.close()));
  await store.close();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const message = `Cannot listen on 127.0.0.1:${port}: ${messageOf(error)}; choose another port`;
      reject(new ReconcileError("CONFIG_INVALID", message, { cause: error }));
    });
    server.listen(port, "127.0.0.1", () => {
      server.unref(); // others' requests alone keep no process alive
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, store: QueueStore): Promise<void> {
  response.on("error", () => response.destroy());
  const { status, body } = await toAnswer(request, store);
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    connection: status >= 403 ? "close" : "keep-alive",
  };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

async function toAnswer(request: IncomingMessage, store: QueueStore): Promise<ActionAnswer> {
  if (!isOfThisMachine(request))
    return { ...refuse("AccessDenied", "only for programs of this machine"), status: 403 };
  if (request.method !== "POST") return { ...refuse("InvalidAction", "only POST"), status: 405 };
  const target = /^AmazonSQS\.(\w+)$/.exec(String(request.headers["x-amz-target"]))?.[1];
  if (target === undefined) return refuse("InvalidAction", "X-Amz-Target must be AmazonSQS and an action");
  try {
    const text = await readBody(request);
    if (text === undefined)
      return { ...refuse("RequestTooLarge", `more than ${requestBytesMax} bytes`), status: 413 };
    return await performAction(target, parseJson(text), store);
  } catch (error) {
    if (error instanceof SyntaxError) return refuse("SerializationException", "the body is not JSON");
    return { ...refuse("InternalFailure", messageOf(error)), status: 500 };
  }
}

/** Tells whether a program of this machine asks, not a page: a browser says where its page is from, or names another host. */
export function isOfThisMachine({ headers, socket }: IncomingMessage): boolean {
  const own = ["127.0.0.1", "localhost"].map((name) => `${name}:${socket.localPort}`);
  return headers.origin === undefined && own.includes(headers.host ?? "");
}

/** undefined: it is too long. A sender who does not say how long finds the connection broken. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > requestBytesMax) return undefined;
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > requestBytesMax) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
