import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serveBatch } from "../../functions/middleware/serve-batch.ts";
import { createObserve } from "../../functions/observe.ts";
import { createReconcile } from "../../functions/reconcile.ts";
import { createRender } from "../../functions/render.ts";
import { createTick } from "../../functions/tick.ts";
import { formatApplicationName } from "../../src/application/application.ts";
import type { Tools } from "../../src/ports/tools.ts";
import { Factory } from "../moves/factory.ts";
import { automatic, openMall } from "../reconcile/shop.ts";
import { configMap } from "../stories/manifests.ts";
import { type CaughtLog, catchLog, toContext } from "./invocation.ts";

const mall = openMall();
let log: CaughtLog;

beforeEach(() => {
  log = catchLog();
});
afterEach(() => log.release());

const toEvent = (...bodies: readonly unknown[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `message-${index}`,
    body: typeof body === "string" ? body : JSON.stringify(body),
  })),
});

/** The functions over one process of the world, and the queues they send to. */
function openFunctions() {
  const { world, shop } = mall;
  const factory = new Factory(world, shop.process);
  const tokens = world.reader.tokens;
  const startRound = () => shop.process.startRound();
  const open = () => Promise.resolve({ ports: { ...factory.ports(), tokens }, startRound });
  return {
    factory,
    tick: createTick(() => Promise.resolve({ ports: factory.ports(), startRound })),
    observe: createObserve(open),
    reconcile: createReconcile(open),
  };
}

describe("the workers", () => {
  test("a message of the reconcile queue syncs its application, and the log says so", async () => {
    const { shop, cluster } = mall;
    const { reconcile, factory } = openFunctions();
    await shop.repository.commit({ "all.yaml": configMap("one", "1") });
    await shop.declare(automatic);
    await shop.process.ports.applications.mark(shop.name, factory.world.clock.now);
    const event = toEvent({ application: formatApplicationName(shop.name) });
    expect(await reconcile(event, toContext("reconcile"))).toEqual({ batchItemFailures: [] });
    expect(cluster.writes().length).toBeGreaterThan(0);
    const lines = log.lines();
    expect(lines.find(({ message }) => message === "Reconciled")).toMatchObject({
      application: formatApplicationName(shop.name),
      held: false,
      sync: "Synced",
      operation: "Succeeded",
    });
    expect(lines.at(-1)).toMatchObject({ function: "reconcile", message: "Invocation ended" });
  });

  test("a message for an application at rest, or one that is not there, does nothing", async () => {
    const { reconcile } = openFunctions();
    const event = toEvent({ application: "argocd/nobody" });
    expect(await reconcile(event, toContext("reconcile"))).toEqual({ batchItemFailures: [] });
  });

  test("a tick asks for observations, which wake what a push touches", async () => {
    const { shop } = mall;
    const { tick, observe, factory } = openFunctions();
    await shop.repository.commit({ "all.yaml": configMap("one", "1") });
    await shop.declare(automatic);
    await shop.settle();
    await tick({}, toContext("tick"));
    await factory.drain();
    factory.queues.clear();
    await shop.repository.commit({ "all.yaml": configMap("two", "2") });
    await tick({}, toContext("tick"));
    expect(factory.queues.sent).toContainEqual(
      expect.objectContaining({ subject: { kind: "repository", repoUrl: shop.repository.url } }),
    );
    factory.queues.clear();
    const answer = await observe(toEvent({ repository: shop.repository.url }), toContext("observe"));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(factory.queues.sent).toEqual([expect.objectContaining({ kind: "reconcile", name: shop.name })]);
  });

  test("an unreadable message is named, and the others are served", async () => {
    const { reconcile, observe } = openFunctions();
    const broken = ["{", "", { application: 5 }, { application: "a/b/c" }, { application: "argocd/nobody" }];
    const failed = [0, 1, 2, 3].map((index) => ({ itemIdentifier: `message-${index}` }));
    expect(await reconcile(toEvent(...broken), toContext("reconcile"))).toEqual({
      batchItemFailures: failed,
    });
    expect(await observe(toEvent({}), toContext("observe"))).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-0" }],
    });
  });

  test("what is no event of a queue is refused", async () => {
    const { reconcile, observe } = openFunctions();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (event) => {
        await expect(reconcile(event, toContext("reconcile"))).rejects.toMatchObject({ code: "UNSUPPORTED" });
        await expect(observe(event, toContext("observe"))).rejects.toMatchObject({ code: "UNSUPPORTED" });
      }),
      { numRuns: 200 },
    );
  });

  test("whatever a message holds, it is served or named, and nothing is thrown", async () => {
    const { reconcile, observe } = openFunctions();
    const bodies = fc.array(fc.oneof(fc.string(), fc.json(), fc.constant(null)), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(bodies, async (texts) => {
        const event = toEvent(...texts);
        const failed = texts.map((_, index) => ({ itemIdentifier: `message-${index}` }));
        expect(await reconcile(event, toContext("reconcile"))).toEqual({ batchItemFailures: failed });
        expect(await observe(event, toContext("observe"))).toEqual({ batchItemFailures: failed });
      }),
      { numRuns: 200 },
    );
  });
});

test("a batch goes on after a message that fails, and its error is logged", async () => {
  const served: string[] = [];
  const messages = ["one", "two", "three"].map((subject) => ({ messageId: subject, subject }));
  const answer = await serveBatch({ messages, unreadable: [] }, (subject) => {
    if (subject === "two") return Promise.reject(new Error("broken"));
    return Promise.resolve(void served.push(subject));
  });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "two" }] });
  expect(served).toEqual(["one", "three"]);
  expect(log.lines()).toMatchObject([{ level: "ERROR", message: "Message failed", messageId: "two" }]);
});

test("render refuses what is no request of the reconcile function, and runs no tool", async () => {
  const tools: Tools = {
    versions: () => Promise.reject(new Error("asked")),
    run: () => Promise.reject(new Error("run")),
  };
  const render = createRender(tools);
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (event) => {
      await expect(render(event, toContext("render"))).rejects.toMatchObject({ code: "UNSUPPORTED" });
    }),
    { numRuns: 200 },
  );
});
