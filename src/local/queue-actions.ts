import { createHash } from "node:crypto";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import { asObjects, asTexts } from "../kube/values.ts";
import { limits } from "../limits.ts";
import type { QueueMessage, QueueStore } from "./queue-store.ts";

/** What an action of SQS's JSON protocol came to; a refusal has SQS's own error type in `__type`. */
export type ActionAnswer = { readonly status: number; readonly body: JsonObject };

/** SQS's limits. */
const batchMessagesMax = 10;
const messageBytesMax = 1024 * 1024;
const visibilitySecondsMax = 12 * 3_600;
const delaySecondsMax = limits.queueDelayMsMax / 1_000;

/** Ours: a queue that nobody empties ends here, not where memory does. */
const queueMessagesMax = 100_000;
const visibilitySecondsDefault = 30;

type Action = (input: JsonObject, store: QueueStore, queue: string) => Promise<ActionAnswer> | ActionAnswer;

const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["SendMessage", sendMessage],
  ["SendMessageBatch", sendMessageBatch],
  ["GetQueueAttributes", readAttributes],
  ["PurgeQueue", purge],
  ["ReceiveMessage", receive],
  ["DeleteMessage", deleteMessage],
]);

/** Carries out an action by its name; message groups and deduplication ids are taken and mean nothing. */
export async function performAction(name: string, input: Json, store: QueueStore): Promise<ActionAnswer> {
  const action = actions.get(name);
  if (action === undefined) return refuse("UnsupportedOperation", `the local queue has no ${name}`);
  if (!isObject(input)) return refuse("SerializationException", "the body is no JSON object");
  const queue = toQueueName(input["QueueUrl"]);
  if (queue === undefined || !store.has(queue))
    return refuse("QueueDoesNotExist", `there is no queue ${JSON.stringify(queue ?? "")}`);
  return await action(input, store, queue);
}

/** Gives the answer that SQS gives to a request that it does not take. */
export function refuse(type: string, message: string): ActionAnswer {
  return { status: 400, body: { __type: `com.amazonaws.sqs#${type}`, message } };
}

function succeed(body: JsonObject): ActionAnswer {
  return { status: 200, body };
}

function toQueueName(url: Json | undefined): string | undefined {
  return typeof url === "string" ? /\/\d{12}\/([\w-]{1,80})$/.exec(url)?.[1] : undefined;
}

/** A message to send; a text: why not. */
function parseEntry(input: JsonObject): { readonly body: string; readonly delayMs: number } | string {
  const { MessageBody: body, DelaySeconds: delay = 0, MessageAttributes: attributes } = input;
  if (typeof body !== "string" || body === "") return "MessageBody must be a text";
  if (Buffer.byteLength(body) > messageBytesMax) return `MessageBody has more than ${messageBytesMax} bytes`;
  if (!isCount(delay, delaySecondsMax)) return `DelaySeconds must be an integer from 0 to ${delaySecondsMax}`;
  if (isObject(attributes) && Object.keys(attributes).length > 0)
    return "the local queue keeps no MessageAttributes";
  return { body, delayMs: delay * 1_000 };
}

function isCount(value: Json | undefined, max: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max;
}

async function sendMessage(input: JsonObject, store: QueueStore, queue: string): Promise<ActionAnswer> {
  const entry = parseEntry(input);
  if (typeof entry === "string") return refuse("InvalidParameterValue", entry);
  if (isFull(store, queue, 1)) return refuseFull();
  const [message] = await store.send(queue, [entry]);
  return succeed(message === undefined ? {} : toSent(message));
}

async function sendMessageBatch(input: JsonObject, store: QueueStore, queue: string): Promise<ActionAnswer> {
  const entries = asObjects(input["Entries"]);
  const ids = entries.map(({ Id }) => Id);
  if (entries.length === 0) return refuse("EmptyBatchRequest", "Entries has no message");
  if (entries.length > batchMessagesMax)
    return refuse("TooManyEntriesInBatchRequest", `Entries has more than ${batchMessagesMax} messages`);
  if (new Set(ids).size < ids.length || ids.some((id) => typeof id !== "string"))
    return refuse("BatchEntryIdsNotDistinct", "every entry needs an Id of its own");
  if (isFull(store, queue, entries.length)) return refuseFull();
  const parsed = entries.map((entry) => ({ Id: entry["Id"], entry: parseEntry(entry) }));
  const good = parsed.flatMap(({ Id, entry }) => (typeof entry === "string" ? [] : [{ Id, entry }]));
  const sent = await store.send(
    queue,
    good.map(({ entry }) => entry),
  );
  const Successful = sent.map((message, index) => ({ Id: good[index]?.Id, ...toSent(message) }));
  const Failed = parsed.flatMap(({ Id, entry }) =>
    typeof entry === "string"
      ? [{ Id, SenderFault: true, Code: "InvalidParameterValue", Message: entry }]
      : [],
  );
  return succeed({ Successful, Failed });
}

function isFull(store: QueueStore, queue: string, more: number): boolean {
  const { visible, inFlight, delayed } = store.counts(queue);
  return visible + inFlight + delayed + more > queueMessagesMax;
}

function refuseFull(): ActionAnswer {
  return refuse("OverLimit", `the queue holds ${queueMessagesMax} messages already; purge it`);
}

function toSent({ id, body }: QueueMessage): JsonObject {
  return { MessageId: id, MD5OfMessageBody: toMd5(body) };
}

function toMd5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function readAttributes(input: JsonObject, store: QueueStore, queue: string): ActionAnswer {
  const names = asTexts(input["AttributeNames"]);
  const { visible, inFlight, delayed } = store.counts(queue);
  const all = {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    QueueArn: `arn:aws:sqs:local:000000000000:${queue}`,
  };
  const wanted = Object.entries(all).filter(([name]) => names.includes("All") || names.includes(name));
  return succeed({ Attributes: Object.fromEntries(wanted) });
}

async function purge(_input: JsonObject, store: QueueStore, queue: string): Promise<ActionAnswer> {
  await store.purge(queue);
  return succeed({});
}

/** Does not wait for messages: it is for people who look at what failed. */
function receive(input: JsonObject, store: QueueStore, queue: string): ActionAnswer {
  const { MaxNumberOfMessages: max = 1, VisibilityTimeout: seconds = visibilitySecondsDefault } = input;
  if (!isCount(max, batchMessagesMax) || max === 0)
    return refuse(
      "InvalidParameterValue",
      `MaxNumberOfMessages must be an integer from 1 to ${batchMessagesMax}`,
    );
  if (!isCount(seconds, visibilitySecondsMax))
    return refuse(
      "InvalidParameterValue",
      `VisibilityTimeout must be an integer from 0 to ${visibilitySecondsMax}`,
    );
  const Messages: JsonObject[] = [];
  while (Messages.length < max) {
    const message = store.take(queue, seconds * 1_000);
    if (message === undefined || Messages.some(({ MessageId }) => MessageId === message.id)) break; // with no timeout it is visible again
    const { id, body, receipt, sentAt, receives } = message;
    const Attributes = { ApproximateReceiveCount: String(receives), SentTimestamp: String(sentAt) };
    Messages.push({ MessageId: id, ReceiptHandle: receipt, Body: body, MD5OfBody: toMd5(body), Attributes });
  }
  return succeed({ Messages });
}

function deleteMessage(input: JsonObject, store: QueueStore, queue: string): ActionAnswer {
  const receipt = input["ReceiptHandle"];
  if (typeof receipt !== "string") return refuse("ReceiptHandleIsInvalid", "ReceiptHandle must be a text");
  store.delete(queue, receipt);
  return succeed({});
}
