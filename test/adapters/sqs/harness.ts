import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createQueues } from "../../../src/adapters/sqs/queues.ts";
import type { Json } from "../../../src/kube/json.ts";
import type { Counts, Delivery, QueuesHarness, Verdict } from "../../contracts/queues.ts";
import { type Reply, startInvokeServer } from "../lambda/invoke-server.ts";

export const visibilityMs = 1_500;
const doubled = "twice";
const names = {
  reconcile: "outrigger-reconcile",
  observe: "outrigger-observe",
  "dead letters": "outrigger-dead",
};

/** Gives the URL of a queue at an endpoint. */
export function toUrl(endpoint: string, queue: string): string {
  return `${endpoint}/000000000000/${queue}`;
}

/** Opens AWS's own client on a local queue. */
export function openClient(endpoint: string): SQSClient {
  return new SQSClient({
    endpoint,
    region: "local",
    maxAttempts: 1,
    credentials: { accessKeyId: "local", secretAccessKey: "unused" },
  });
}

/** Opens the port on the local queues, which are in a process of their own, with functions in this one. */
export async function openQueuesHarness(): Promise<QueuesHarness> {
  const dir = await mkdtemp(join(tmpdir(), "outrigger-queues-"));
  const deliveries: Delivery[] = [];
  const verdicts = new Map<string, (delivery: number) => Verdict>();
  const functions = await startInvokeServer((functionName, event) =>
    answer(functionName, event, { deliveries, verdicts }),
  );
  const start = (port: number) =>
    startProcess({
      folder: join(dir, "queue"),
      port,
      lambdaEndpoint: functions.endpoint,
      doubled,
      failurePauseMs: 5,
      queues: (["reconcile", "observe"] as const).map((name) => ({
        name: names[name],
        functionName: name,
        concurrency: 5,
        visibilityMs,
        deadLetter: names["dead letters"],
      })),
    });
  let child = await start(0);
  const { endpoint } = child;
  const client = openClient(endpoint);
  const url = (queue: keyof typeof names) => toUrl(endpoint, names[queue]);
  const queues = createQueues({
    urls: { reconcile: url("reconcile"), observe: url("observe"), deadLetters: url("dead letters") },
    endpoint,
  });
  return {
    queues,
    deliveries,
    doubled,
    visibilityMs,
    receivesMax: 5,
    setVerdict: (text, verdict) => void verdicts.set(text, verdict),
    counts: (queue) => readCounts(client, url(queue)),
    deadLetters: () => readDeadLetters(client, url("dead letters")),
    kill: async () => {
      await child.kill();
      child = await start(Number(new URL(endpoint).port));
    },
    close: async () => {
      client.destroy();
      await queues.close();
      await child.kill();
      await functions.close();
      await rm(dir, { recursive: true });
    },
  };
}

type Past = {
  readonly deliveries: Delivery[];
  readonly verdicts: ReadonlyMap<string, (delivery: number) => Verdict>;
};
type SqsRecord = {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Record<string, string>;
};

async function answer(functionName: string, event: Json, { deliveries, verdicts }: Past): Promise<Reply> {
  const { Records } = event as unknown as { Records: readonly [SqsRecord] };
  const [{ messageId, body, attributes }] = Records;
  const receives = Number(attributes["ApproximateReceiveCount"]);
  const queue = functionName === "observe" ? "observe" : "reconcile";
  deliveries.push({ queue, messageId, body, receives, at: Date.now() });
  const count = deliveries.filter((each) => each.messageId === messageId).length;
  const verdict = verdicts.get(body)?.(count) ?? "ok";
  if (verdict === "error") return { failure: { errorType: "Error", errorMessage: "not today", trace: [] } };
  if (verdict === "lost") return "broken";
  if (verdict === "item failure") return { answer: { batchItemFailures: [{ itemIdentifier: messageId }] } };
  if (verdict === "unanswered") await new Promise(() => undefined);
  return { answer: { batchItemFailures: [] } };
}

async function readCounts(client: SQSClient, QueueUrl: string): Promise<Counts> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  return {
    visible: Number(Attributes["ApproximateNumberOfMessages"]),
    inFlight: Number(Attributes["ApproximateNumberOfMessagesNotVisible"]),
    delayed: Number(Attributes["ApproximateNumberOfMessagesDelayed"]),
  };
}

async function readDeadLetters(client: SQSClient, QueueUrl: string): Promise<readonly string[]> {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
  const { Messages = [] } = await client.send(command);
  const byId = new Map(Messages.map(({ MessageId, Body = "" }) => [MessageId, Body]));
  return [...byId.values()];
}

type QueueProcess = { readonly endpoint: string; kill(): Promise<void> };

async function startProcess(options: object): Promise<QueueProcess> {
  const script = fileURLToPath(new URL("./queue-process.ts", import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [endpoint] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "close").then(([code]) => Promise.reject(new Error(`the queues ended with ${code}`))),
  ]);
  return { endpoint: String(endpoint), kill: () => kill(child) };
}

async function kill(child: ChildProcess): Promise<void> {
  const end = once(child, "close");
  child.kill("SIGKILL");
  await end;
}
