import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { BatchResultErrorEntry, SendMessageBatchRequestEntry, SQSClient } from "@aws-sdk/client-sqs";
import pLimit from "p-limit";
import { limits } from "../../limits.ts";
import type { Queues } from "../../ports/queues.ts";
import { toObserveBody, toReconcileBody } from "./messages.ts";
import { toQueueError, toRefusedError } from "./queue-errors.ts";

export type QueueOptions = {
  readonly urls: { readonly reconcile: string; readonly observe: string; readonly deadLetters: string };
  /** Where a local queue listens: nothing is signed, and no file or variable of the AWS SDK is read. */
  readonly endpoint?: string;
  /** From the SDK's own chain where not given. */
  readonly region?: string;
};

/** The port, and the end of its connections. */
export type OpenQueues = Queues & { close(): Promise<void> };

/** SQS's limit for one request. */
const batchMessagesMax = 10;
const batchesAtOnceMax = 8;
const attemptsMax = 4;
const pauseMs = 100;
const reasonCharsMax = 1_000;
const connection = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** Opens the queues of an installation; nothing is loaded or sent before the first message. */
export function createQueues(options: QueueOptions): OpenQueues {
  const { urls } = options;
  let client: Promise<SQSClient> | undefined;
  const send = async (sending: Sending) => {
    if (sending.bodies.length === 0) return;
    client ??= openClient(options);
    await sendAll(await client, sending);
  };
  return {
    wake: (names, delayMs = 0) =>
      send({ url: urls.reconcile, bodies: names.map((name) => toReconcileBody(name)), delayMs }),
    observe: (subjects) => send({ url: urls.observe, bodies: subjects.map(toObserveBody), delayMs: 0 }),
    bury: (name, reason) => {
      const body = toReconcileBody(name, reason.slice(0, reasonCharsMax));
      return send({ url: urls.deadLetters, bodies: [body], delayMs: 0 });
    },
    close: async () => (await client)?.destroy(),
  };
}

type Sending = { readonly url: string; readonly bodies: readonly string[]; readonly delayMs: number };
type Entry = SendMessageBatchRequestEntry;

/** Loads the SDK at need: a tenth of a second that a function with nothing to say does not have to pay. */
async function openClient({ endpoint, region }: QueueOptions): Promise<SQSClient> {
  const { SQSClient } = await import("@aws-sdk/client-sqs");
  const agent = { keepAlive: true, maxSockets: batchesAtOnceMax };
  const shared = {
    maxAttempts: attemptsMax,
    requestHandler: { ...connection, httpAgent: new Agent(agent), httpsAgent: new TlsAgent(agent) },
  };
  if (endpoint === undefined) return new SQSClient(region === undefined ? shared : { ...shared, region });
  return new SQSClient({
    ...shared,
    endpoint,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "unused" },
    signer: { sign: (request) => Promise.resolve(request) },
    retryMode: "standard",
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    userAgentAppId: "",
  });
}

/** Sends each body once. It ends when all requests have, since Lambda freezes what is still under way then. */
async function sendAll(client: SQSClient, { url, bodies, delayMs }: Sending): Promise<void> {
  const delaySeconds = Math.ceil(Math.min(Math.max(delayMs, 0), limits.queueDelayMsMax) / 1_000);
  const entries = [...new Set(bodies)].map((body, index) => ({
    Id: String(index),
    MessageBody: body,
    ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
  }));
  const atOnce = pLimit(batchesAtOnceMax);
  const batches = toBatches(entries).map((batch) => atOnce(() => sendBatch(client, url, batch)));
  const failed = (await Promise.allSettled(batches)).find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function toBatches(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const batches: (readonly Entry[])[] = [];
  for (let from = 0; from < entries.length; from += batchMessagesMax)
    batches.push(entries.slice(from, from + batchMessagesMax));
  return batches;
}

/** Sends a batch; what SQS could not take is sent again, unless it says that the message itself is wrong. */
async function sendBatch(client: SQSClient, url: string, batch: readonly Entry[]): Promise<void> {
  let waiting = batch;
  for (let attempt = 1; ; attempt += 1) {
    const failed = await attemptBatch(client, url, waiting);
    const [first] = failed;
    if (first === undefined) return;
    if (attempt === attemptsMax || failed.some((entry) => entry.SenderFault === true))
      throw toRefusedError(url, failed.length, first.Message ?? first.Code ?? "it does not say why");
    await sleep(pauseMs * attempt);
    const ids = new Set(failed.map((entry) => entry.Id));
    waiting = waiting.filter((entry) => ids.has(entry.Id));
  }
}

async function attemptBatch(
  client: SQSClient,
  url: string,
  batch: readonly Entry[],
): Promise<readonly BatchResultErrorEntry[]> {
  const { SendMessageBatchCommand } = await import("@aws-sdk/client-sqs");
  try {
    const command = new SendMessageBatchCommand({ QueueUrl: url, Entries: [...batch] });
    return (await client.send(command)).Failed ?? [];
  } catch (error) {
    throw toQueueError(error, url);
  }
}
