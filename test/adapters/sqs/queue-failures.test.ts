import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createQueues, type OpenQueues } from "../../../src/adapters/sqs/queues.ts";
import { codeOf, messageOf } from "../../../src/errors.ts";
import { type LocalQueues, openLocalQueues } from "../../../src/local/queue-server.ts";
import { newName } from "../../contracts/worker.ts";
import { type InvokeServer, startInvokeServer } from "../lambda/invoke-server.ts";
import { toUrl } from "./harness.ts";
import { type Rule, startWeather, type Weather } from "./weather.ts";

let dir: string;
let functions: InvokeServer;
let local: LocalQueues;
let weather: Weather;
let queues: OpenQueues;
let bodies: string[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "outrigger-queues-"));
  bodies = [];
  functions = await startInvokeServer((_, event) => {
    const { Records } = event as unknown as { Records: readonly [{ body: string }] };
    bodies.push(Records[0].body);
    return { answer: null };
  });
  const queue = {
    name: "work",
    functionName: "work",
    concurrency: 50,
    visibilityMs: 60_000,
    deadLetter: "dead",
  };
  local = await openLocalQueues({ folder: dir, lambdaEndpoint: functions.endpoint, queues: [queue] });
});
afterEach(async () => {
  await queues.close();
  await weather.close();
  await local.close();
  await functions.close();
  await rm(dir, { recursive: true });
});

async function start(rule: Rule, queue = "work"): Promise<void> {
  weather = await startWeather(local.endpoint, rule);
  const url = toUrl(local.endpoint, queue);
  const urls = { reconcile: url, observe: url, deadLetters: url };
  queues = createQueues({ urls, endpoint: weather.endpoint });
}

const names = (count: number) => Array.from({ length: count }, newName);
const failure = (made: Promise<void>) =>
  made.then(
    () => ({ code: "none", message: "" }),
    (error: unknown) => ({ code: codeOf(error), message: messageOf(error) }),
  );
const isDelivered = (count: number) => expect.poll(() => new Set(bodies).size).toBe(count);

describe("messages that SQS could not take", () => {
  test("are sent again, and only they", async () => {
    await start((_, count) => (count === 1 ? { failed: ["2", "5"], senderFault: false } : "pass"));
    await queues.wake(names(7));
    expect(weather.requests).toEqual([
      ["0", "1", "2", "3", "4", "5", "6"],
      ["2", "5"],
    ]);
    await isDelivered(7);
    expect(bodies).toHaveLength(7);
  });

  test("are given up after four times", async () => {
    await start(() => ({ failed: ["1"], senderFault: false }));
    expect(await failure(queues.wake(names(2)))).toEqual({
      code: "STATE_UNREACHABLE",
      message:
        'Cannot send to queue "work": it refused 1 messages: not today; they are sent again at a later tick',
    });
    expect(weather.requests).toHaveLength(4);
    await isDelivered(1);
  });

  test("are given up at once where the fault is ours", async () => {
    await start(() => ({ failed: ["0"], senderFault: true }));
    expect((await failure(queues.wake(names(1)))).code).toBe("STATE_UNREACHABLE");
    expect(weather.requests).toHaveLength(1);
  });

  test("keep no other batch from being sent before the error is told", async () => {
    const all = names(25);
    const first = `argocd/${all[0]?.name}\\"`;
    let passed = 0;
    await start(async (request) => {
      if (JSON.stringify(request).includes(first)) return { failed: ["0"], senderFault: true };
      await sleep(100);
      passed += 1;
      return "pass";
    });
    expect((await failure(queues.wake(all))).code).toBe("STATE_UNREACHABLE");
    expect(passed).toBe(2);
    await isDelivered(24);
  });
});

describe("a request", () => {
  test("whose answer is lost is sent again: its messages come twice, and nothing is told", async () => {
    await start((_, count) => (count === 1 ? "lost answer" : "pass"));
    await queues.wake(names(3));
    await isDelivered(3);
    await expect.poll(() => bodies.length).toBe(6);
  });

  test("that gets no answer at first is sent again", async () => {
    await start((_, count) => (count < 3 ? "no answer" : "pass"));
    await queues.bury(newName(), "x");
    expect(weather.requests).toHaveLength(3);
  });

  test("that never gets an answer is an error", async () => {
    await start(() => "no answer");
    const { code, message } = await failure(queues.observe([{ kind: "cluster", cluster: "prod" }]));
    expect(code).toBe("STATE_UNREACHABLE");
    expect(message).toMatch(/^Cannot send to queue "work": /);
    expect(weather.requests).toHaveLength(4);
  });

  test.each([
    [400, "AccessDeniedException", "FORBIDDEN"],
    [400, "UnrecognizedClientException", "CREDENTIALS_REFUSED"],
    [400, "QueueDoesNotExist", "CONFIG_INVALID"],
    [400, "InvalidAddress", "CONFIG_INVALID"],
    [400, "OverLimit", "STATE_UNREACHABLE"],
    [500, "InternalFailure", "STATE_UNREACHABLE"],
  ])("that is answered with %i %s is %s", async (status, type, code) => {
    await start(() => ({ status, type }));
    expect((await failure(queues.wake(names(1)))).code).toBe(code);
  });

  test("for a queue that is not there says which", async () => {
    await start(() => "pass", "gone");
    const { code, message } = await failure(queues.wake(names(1)));
    expect(code).toBe("CONFIG_INVALID");
    expect(message).toBe('Cannot send to queue "gone": there is no queue "gone"');
  });
});

test("a reason is cut before it is buried", async () => {
  await start(() => "pass");
  await queues.bury(newName(), "x".repeat(100_000));
  await isDelivered(1);
  expect(JSON.parse(bodies[0] ?? "").reason).toHaveLength(1_000);
});

test("queues that were never used close", async () => {
  await start(() => "pass");
  await queues.wake([]);
  expect(weather.requests).toEqual([]);
});
