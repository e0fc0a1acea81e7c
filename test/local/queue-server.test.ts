import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { messageOf } from "../../src/errors.ts";
import { type LocalQueueOptions, type LocalQueues, openLocalQueues } from "../../src/local/queue-server.ts";
import { type InvokeServer, type Reply, startInvokeServer } from "../adapters/lambda/invoke-server.ts";
import { openClient, toUrl } from "../adapters/sqs/harness.ts";
import { codeFrom } from "../contracts/worker.ts";

type SqsRecord = {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
};

let dir: string;
let open: LocalQueues[];
let clients: SQSClient[];
let functions: InvokeServer;
let invocations: (readonly SqsRecord[])[];
let reply: (records: readonly SqsRecord[]) => Reply | Promise<Reply>;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "outrigger-queues-"));
  open = [];
  clients = [];
  invocations = [];
  reply = () => ({ answer: { batchItemFailures: [] } });
  functions = await startInvokeServer((_, event) => {
    const { Records } = event as unknown as { Records: readonly SqsRecord[] };
    invocations.push(Records);
    return reply(Records);
  });
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  for (const each of open) await each.close();
  await functions.close();
  await rm(dir, { recursive: true });
});

const work = { name: "work", functionName: "work", concurrency: 4, visibilityMs: 60_000, deadLetter: "dead" };

async function start(options: Partial<LocalQueueOptions> = {}) {
  const queues = [work];
  const lambdaEndpoint = functions.endpoint;
  const local = await openLocalQueues({
    folder: join(dir, "queue"),
    lambdaEndpoint,
    queues,
    failurePauseMs: 1,
    ...options,
  });
  open.push(local);
  const client = openClient(local.endpoint);
  clients.push(client);
  const to = (queue: string) => ({ QueueUrl: toUrl(local.endpoint, queue) });
  return {
    ...local,
    client,
    url: to,
    send: (body: string, queue = "work") =>
      client.send(new SendMessageCommand({ ...to(queue), MessageBody: body })),
    receive: async (queue = "dead", visibility = 0) => {
      const command = { ...to(queue), MaxNumberOfMessages: 10, VisibilityTimeout: visibility };
      return (await client.send(new ReceiveMessageCommand(command))).Messages ?? [];
    },
    counts: async (queue = "work") => {
      const command = new GetQueueAttributesCommand({ ...to(queue), AttributeNames: ["All"] });
      const { Attributes = {} } = await client.send(command);
      const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: inFlight } =
        Attributes;
      return [visible, inFlight, Attributes.ApproximateNumberOfMessagesDelayed].map(Number);
    },
    stop: async () => {
      open.splice(open.indexOf(local), 1);
      await local.close();
    },
  };
}

const bodies = () => invocations.flat().map(({ body }) => body);
const isDelivered = (...wanted: readonly string[]) => expect.poll(bodies).toEqual(wanted);
const never = () => new Promise<Reply>(() => undefined);

describe("delivery", () => {
  test("hands a function what SQS would", async () => {
    const local = await start();
    const { MessageId } = await local.send("hello");
    await isDelivered("hello");
    expect(invocations[0]).toEqual([
      {
        messageId: MessageId,
        receiptHandle: expect.any(String),
        body: "hello",
        attributes: {
          ApproximateReceiveCount: "1",
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
          SenderId: "local",
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        },
        messageAttributes: {},
        md5OfBody: "5d41402abc4b2a76b9719d911017c592",
        eventSource: "aws:sqs",
        eventSourceARN: "arn:aws:sqs:local:000000000000:work",
        awsRegion: "local",
      },
    ]);
  });

  test("begins within some milliseconds of the sending", async () => {
    const local = await start();
    await local.send("warm");
    await isDelivered("warm");
    const latencies: number[] = [];
    for (let n = 0; n < 50; n += 1) {
      const sentAt = performance.now();
      const arrived = new Promise<void>((resolve) => {
        reply = () => {
          latencies.push(performance.now() - sentAt);
          resolve();
          return { answer: null };
        };
      });
      await local.send(`n${n}`);
      await arrived;
    }
    latencies.sort((a, b) => a - b);
    expect(latencies[25]).toBeLessThan(25);
  });

  test("keeps to the concurrency of a queue, and fills it", async () => {
    const local = await start();
    let running = 0;
    let most = 0;
    reply = async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(5);
      running -= 1;
      return { answer: null };
    };
    for (let n = 0; n < 20; n += 1) await local.send(`n${n}`);
    await expect.poll(() => local.counts()).toEqual([0, 0, 0]);
    expect(invocations).toHaveLength(20);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });

  test("in batches hands over what is there, and repeats only what failed", async () => {
    const first = await start({ queues: [{ ...work, name: "other" }] });
    await first.stop();
    const local = await start({ queues: [{ ...work, concurrency: 1, batchSize: 3 }] });
    reply = async (records) => {
      await sleep(20);
      const failed = records.filter(
        ({ body, attributes }) => body === "n2" && attributes["ApproximateReceiveCount"] === "1",
      );
      return {
        answer: { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) },
      };
    };
    const Entries = ["n0", "n1", "n2", "n3", "n4"].map((body) => ({ Id: body, MessageBody: body }));
    await local.client.send(new SendMessageBatchCommand({ ...local.url("work"), Entries }));
    await expect.poll(() => local.counts()).toEqual([0, 0, 0]);
    expect(invocations.map((records) => records.length)).not.toContain(4);
    expect(bodies().sort()).toEqual(["n0", "n1", "n2", "n2", "n3", "n4"]);
  });

  test.each<[string, (id: string) => unknown, boolean]>([
    ["nothing", () => undefined, true],
    ["null", () => null, true],
    ["an object of its own", () => ({ done: 3 }), true],
    ["a list of failures that is null", () => ({ batchItemFailures: null }), true],
    ["no failures", () => ({ batchItemFailures: [] }), true],
    ["its message as failed", (id) => ({ batchItemFailures: [{ itemIdentifier: id }] }), false],
    ["another message as failed", () => ({ batchItemFailures: [{ itemIdentifier: "other" }] }), false],
    ["a failure without a name", () => ({ batchItemFailures: [{}] }), false],
    ["failures that are no list", () => ({ batchItemFailures: "none" }), false],
  ])("takes an answer as Lambda does: %s", async (_, answer, isDone) => {
    const local = await start();
    reply = ([record]) => ({ answer: invocations.length > 1 ? null : answer(record?.messageId ?? "") });
    await local.send("x");
    await expect.poll(() => local.counts()).toEqual([0, 0, 0]);
    expect(invocations).toHaveLength(isDone ? 1 : 2);
  });

  test.each<[string, Reply]>([
    ["a function that fails", { failure: { errorType: "Error" } }],
    ["a function that is not there", { status: 404, errorType: "ResourceNotFoundException" }],
    ["a throttled one", { status: 429, errorType: "TooManyRequestsException" }],
    ["a connection that breaks", "broken"],
  ])("reports %s, without the message", async (_, first) => {
    const reported: string[] = [];
    const local = await start({ report: (error) => reported.push(messageOf(error)) });
    reply = () => (invocations.length > 1 ? { answer: null } : first);
    await local.send("a secret");
    await isDelivered("a secret", "a secret");
    expect(reported).toEqual([
      expect.stringMatching(/^Cannot deliver to function work: .*; the message is delivered again$/),
    ]);
    expect(reported[0]).not.toContain("a secret");
  });

  test("waits longer after each failure", async () => {
    const local = await start({ failurePauseMs: 40 });
    const times: number[] = [];
    reply = () => {
      times.push(performance.now());
      return { failure: {} };
    };
    await local.send("x");
    await expect.poll(() => times.length, { timeout: 5_000 }).toBe(5);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(40 * 2 ** index - 2);
  });

  test("counts nothing while nobody listens, and goes on when somebody does", async () => {
    const { endpoint } = functions;
    await functions.close();
    const local = await start({ lambdaEndpoint: endpoint });
    await local.send("x");
    await local.send("y");
    await sleep(400);
    expect((await local.receive("dead")).length).toBe(0);
    await local.stop();
    functions = await startInvokeServer((_, event) => {
      invocations.push((event as unknown as { Records: readonly SqsRecord[] }).Records);
      return { answer: null };
    });
    await start();
    await expect.poll(() => bodies().sort()).toEqual(["x", "y"]);
    expect(invocations.flat().map(({ attributes }) => attributes["ApproximateReceiveCount"])).toEqual([
      "1",
      "1",
    ]);
  });
});

describe("what is kept", () => {
  test("a message in hand when the queues are closed in good order is delivered again, and the time is not counted", async () => {
    reply = never;
    for (let n = 1; n <= 7; n += 1) {
      const local = await start();
      if (n === 1) await local.send("x");
      await expect.poll(() => invocations.length).toBe(n);
      await local.stop();
    }
    const counts = invocations.flat().map(({ attributes }) => attributes["ApproximateReceiveCount"]);
    expect(new Set(counts)).toEqual(new Set(["1"]));
  });

  test("a dead letter stays where it was put", async () => {
    reply = () => ({ failure: {} });
    const first = await start();
    await first.send("x");
    await expect.poll(() => first.counts("dead")).toEqual([1, 0, 0]);
    await first.stop();
    const second = await start({ queues: [{ ...work, concurrency: 0 }] });
    expect(await second.counts("work")).toEqual([0, 0, 0]);
    expect(await second.counts("dead")).toEqual([1, 0, 0]);
  });

  test("a message that is too old is gone, and one from the future waits no longer than a queue delays", async () => {
    const day = 24 * 3_600_000;
    let now = 100 * day;
    const options = {
      now: () => now,
      queues: [
        { ...work, name: "other" },
        { ...work, concurrency: 0 },
      ],
    };
    const first = await start(options);
    await first.send("old");
    now += 10 * day;
    await first.send("young");
    await first.stop();
    now += 5 * day;
    const second = await start(options);
    expect((await second.receive("work")).map(({ Body }) => Body)).toEqual(["young"]);
    await second.stop();
    now = 0;
    const third = await start(options);
    expect(await third.counts()).toEqual([0, 0, 1]);
    now = 15 * 60_000;
    expect(await third.counts()).toEqual([1, 0, 0]);
  });

  test("messages of a queue that is not open now are still there when it is again", async () => {
    const first = await start({ queues: [{ ...work, concurrency: 0 }] });
    await first.send("x");
    await first.stop();
    const second = await start({ queues: [{ ...work, name: "work2", deadLetter: "work-dead" }] });
    await second.stop();
    await start();
    await isDelivered("x");
  });

  test("two processes do not share a folder", async () => {
    await start();
    await expect(start()).rejects.toThrow(/another process has them/);
    expect(await codeFrom(start())).toBe("STATE_UNREACHABLE");
  });

  test("a folder that is a file is an error with its path", async () => {
    await writeFile(join(dir, "queue"), "");
    await expect(start()).rejects.toThrow(join(dir, "queue"));
  });

  test("a port that is taken is an error with its number, and the folder is free again", async () => {
    const port = Number(new URL(functions.endpoint).port);
    await expect(start({ port })).rejects.toThrow(`Cannot listen on 127.0.0.1:${port}`);
    await start();
  });
});

describe("AWS's client", () => {
  test("sends with message groups and deduplication ids, which mean nothing here", async () => {
    const local = await start();
    const groups = { MessageGroupId: "g", MessageDeduplicationId: "d" };
    const command = { ...local.url("work"), MessageBody: "x", ...groups };
    await local.client.send(new SendMessageCommand(command));
    await local.client.send(new SendMessageCommand(command));
    await isDelivered("x", "x");
  });

  test("looks at dead letters, hides them for a while, and deletes them", async () => {
    const local = await start();
    await local.send("x", "dead");
    await local.send("y", "dead");
    expect((await local.receive("dead")).map(({ Body }) => Body)).toEqual(["x", "y"]);
    const hidden = await local.receive("dead", 60);
    expect(await local.receive("dead")).toEqual([]);
    expect(await local.counts("dead")).toEqual([0, 2, 0]);
    const ReceiptHandle = hidden[0]?.ReceiptHandle;
    await local.client.send(new DeleteMessageCommand({ ...local.url("dead"), ReceiptHandle }));
    expect(await local.counts("dead")).toEqual([0, 1, 0]);
  });

  test("deletes nothing by the receipt of an earlier time", async () => {
    const local = await start();
    await local.send("x", "dead");
    const [early] = await local.receive("dead");
    await local.receive("dead");
    await local.client.send(
      new DeleteMessageCommand({ ...local.url("dead"), ReceiptHandle: early?.ReceiptHandle }),
    );
    expect(await local.counts("dead")).toEqual([1, 0, 0]);
  });

  test("purges a queue for good", async () => {
    const local = await start();
    await local.send("x", "dead");
    await local.receive("dead", 60);
    await local.send("y", "dead");
    await local.client.send(new PurgeQueueCommand(local.url("dead")));
    expect(await local.counts("dead")).toEqual([0, 0, 0]);
    await local.stop();
    expect(await (await start()).counts("dead")).toEqual([0, 0, 0]);
  });

  test("is told which message of a batch is wrong; the others are sent", async () => {
    const local = await start();
    const Entries = [
      { Id: "a", MessageBody: "x" },
      { Id: "b", MessageBody: "y", DelaySeconds: 901 },
    ];
    const answer = await local.client.send(new SendMessageBatchCommand({ ...local.url("work"), Entries }));
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(["a"]);
    expect(answer.Failed).toMatchObject([{ Id: "b", SenderFault: true }]);
    await isDelivered("x");
  });
});

describe("a request that SQS would not take", () => {
  const long = "x".repeat(1024 * 1024 + 1);
  const entry = (id: string) => ({ Id: id, MessageBody: "x" });
  const eleven = Array.from({ length: 11 }, (_, n) => entry(`e${n}`));
  test.each<[string, string, unknown, string]>([
    ["an unknown action", "CreateQueue", {}, "UnsupportedOperation"],
    ["an unknown queue", "SendMessage", { QueueUrl: "http://x/000000000000/none" }, "QueueDoesNotExist"],
    ["no queue", "SendMessage", { QueueUrl: undefined }, "QueueDoesNotExist"],
    ["a queue that is no URL", "PurgeQueue", { QueueUrl: "work" }, "QueueDoesNotExist"],
    ["a list", "SendMessage", [], "SerializationException"],
    ["no body", "SendMessage", { MessageBody: undefined }, "InvalidParameterValue"],
    ["an empty body", "SendMessage", { MessageBody: "" }, "InvalidParameterValue"],
    ["a body that is too long", "SendMessage", { MessageBody: long }, "InvalidParameterValue"],
    ["a delay below 0", "SendMessage", { MessageBody: "x", DelaySeconds: -1 }, "InvalidParameterValue"],
    ["half a second", "SendMessage", { MessageBody: "x", DelaySeconds: 0.5 }, "InvalidParameterValue"],
    [
      "attributes",
      "SendMessage",
      { MessageBody: "x", MessageAttributes: { a: {} } },
      "InvalidParameterValue",
    ],
    ["an empty batch", "SendMessageBatch", { Entries: [] }, "EmptyBatchRequest"],
    ["a batch that is none", "SendMessageBatch", { Entries: "x" }, "EmptyBatchRequest"],
    ["eleven messages", "SendMessageBatch", { Entries: eleven }, "TooManyEntriesInBatchRequest"],
    ["an id twice", "SendMessageBatch", { Entries: [entry("a"), entry("a")] }, "BatchEntryIdsNotDistinct"],
    ["no id", "SendMessageBatch", { Entries: [{ MessageBody: "x" }] }, "BatchEntryIdsNotDistinct"],
    ["no messages wanted", "ReceiveMessage", { MaxNumberOfMessages: 0 }, "InvalidParameterValue"],
    ["a timeout of days", "ReceiveMessage", { VisibilityTimeout: 50_000 }, "InvalidParameterValue"],
    ["no receipt", "DeleteMessage", {}, "ReceiptHandleIsInvalid"],
  ])("is refused: %s", async (_, action, body, type) => {
    const { endpoint, counts } = await start();
    const isPlain = typeof body === "object" && !Array.isArray(body);
    const text = JSON.stringify(isPlain ? { QueueUrl: toUrl(endpoint, "work"), ...body } : body);
    const answer = await ask(endpoint, action, text);
    expect(answer).toMatchObject({ status: 400, body: { __type: `com.amazonaws.sqs#${type}` } });
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test.each([
    ["no JSON", "{", "SerializationException"],
    ["nothing", "", "SerializationException"],
  ])("is refused: %s", async (_, text, type) => {
    const { endpoint } = await start();
    const answer = await ask(endpoint, "SendMessage", text);
    expect(answer).toMatchObject({ status: 400, body: { __type: `com.amazonaws.sqs#${type}` } });
  });

  test.each<[string, Record<string, string>, number]>([
    ["cross-site request: of a page", { origin: "http://example.com" }, 403],
    ["cross-site request: of a page without a name", { origin: "null" }, 403],
    ["DNS rebinding: another host", { host: "example.com" }, 403],
    ["DNS rebinding: another port", { host: "127.0.0.1:1" }, 403],
    ["no action", { "x-amz-target": "SendMessage" }, 400],
    ["denial of service: too long", { "content-length": String(4 * 1024 * 1024) }, 413],
  ])("is refused: %s", async (_, headers, status) => {
    const { endpoint, counts } = await start();
    const text = JSON.stringify({ QueueUrl: toUrl(endpoint, "work"), MessageBody: "x" });
    expect((await ask(endpoint, "SendMessage", text, headers)).status).toBe(status);
    expect(await counts()).toEqual([0, 0, 0]);
    expect(invocations).toEqual([]);
  });

  test("is refused: another method", async () => {
    const { endpoint } = await start();
    expect((await fetch(endpoint)).status).toBe(405);
  });
});

/** Sends a request by hand. */
function ask(
  endpoint: string,
  action: string,
  text: string,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number | undefined; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    const target = { "x-amz-target": `AmazonSQS.${action}` };
    const outgoing = request(endpoint, { method: "POST", agent: false, headers: { ...target, ...headers } });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      let body = "";
      response.on("data", (part) => {
        body += String(part);
      });
      response.on("end", () => {
        resolve({ status: response.statusCode, body: JSON.parse(body) });
        outgoing.destroy();
      });
    });
    outgoing.write(text);
    if (headers["content-length"] === undefined) outgoing.end();
  });
}
