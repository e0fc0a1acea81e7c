import { describe, expect, test } from "vitest";
import type { ApplicationName } from "../../src/application/application.ts";
import type { JsonObject } from "../../src/kube/json.ts";
import { limits } from "../../src/limits.ts";
import { markAndWake } from "../../src/moves/wake.ts";
import { openMall } from "../reconcile/shop.ts";
import { configMap, deployment, hookJob } from "../stories/manifests.ts";
import type { WorldProcess } from "../stories/world.ts";
import { Factory } from "./factory.ts";

const mall = openMall();
const minuteMs = 60_000;
const wave = (number: number): JsonObject => ({ "argocd.argoproj.io/sync-wave": String(number) });
const hook = { "argocd.argoproj.io/hook": "PreSync" };
const files = {
  "a.yaml":
    hookJob("migrate", hook) +
    configMap("a", "1") +
    deployment("web", 1, wave(1)) +
    configMap("b", "1", wave(2)),
};

/** The shop's application with a commit that nobody has looked at, and functions that stand still. */
async function openFactory(): Promise<Factory> {
  const { shop, world } = mall;
  await shop.declare();
  await shop.repository.commit(files);
  return new Factory(world, shop.process);
}

async function wake(factory: Factory): Promise<void> {
  await markAndWake([mall.shop.name], factory.ports());
}

function messages({ queues }: Factory, name: ApplicationName = mall.shop.name): number {
  return queues.sent.filter((each) => each.kind === "reconcile" && each.name.name === name.name).length;
}

/** Everything that one sync leaves, once. */
async function expectOneSync(): Promise<void> {
  const { shop, world, cluster } = mall;
  const { state, records, counters } = await world.read(shop.name);
  expect(state).toMatchObject({ sync: { status: "Synced" }, health: { status: "Healthy" } });
  expect(records.map(({ phase }) => phase)).toEqual(["Succeeded"]);
  expect((await cluster.list(shop.namespace)).filter(({ kind }) => kind === "Job")).toHaveLength(1);
  expect(counters).toMatchObject({ want: counters.done, tries: 0 });
  expect([counters.due, counters.owner]).toEqual([undefined, undefined]);
}

/** A worker that stands still at a call, for ever or until it is told to go on. */
function startPaused(label: string): { process: WorldProcess; paused: Promise<void>; goOn: () => void } {
  const stop = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  let isPaused = false;
  const process = mall.shop.start({
    outside: async (called, act) => {
      const answer = await act();
      if (called !== label || isPaused) return answer;
      isPaused = true;
      stop.resolve();
      await go.promise;
      return answer;
    },
  });
  return { process, paused: stop.promise, goOn: () => go.resolve() };
}

describe("from a mark to the end", () => {
  test("a marked application is brought to rest by messages alone, without a tick", async () => {
    const factory = await openFactory();
    await wake(factory);
    await factory.run(minuteMs, { ticks: false });
    await expectOneSync();
  });

  test("a push is found by a tick, observed, and synced", async () => {
    const factory = await openFactory();
    await wake(factory);
    await factory.run(2 * minuteMs);
    await mall.shop.repository.commit({ "c.yaml": configMap("c", "1") });
    await factory.run(2 * minuteMs);
    const { state, records, bulk } = await mall.world.read(mall.shop.name);
    expect(state?.sync.status).toBe("Synced");
    expect(records).toHaveLength(2);
    expect(bulk?.inventory.map(({ name }) => name)).toContain("c");
  });

  test("drift is found by a tick, observed, and healed", async () => {
    const factory = await openFactory();
    await wake(factory);
    await factory.run(2 * minuteMs);
    await mall.cluster.ask("DELETE", `/api/v1/namespaces/${mall.shop.namespace}/configmaps/a`);
    await factory.run(2 * minuteMs);
    const live = await mall.cluster.list(mall.shop.namespace);
    expect(live.map(({ metadata }) => metadata.name)).toContain("a");
  });

  test("an application at rest is reconciled by no tick", async () => {
    const factory = await openFactory();
    await wake(factory);
    await factory.run(3 * minuteMs);
    factory.queues.sent.length = 0;
    await factory.run(10 * minuteMs);
    expect(messages(factory)).toBe(0);
  });
});

describe("a message that is", () => {
  test("lost is sent again by the first tick that may, and by no earlier one", async () => {
    const factory = await openFactory();
    factory.queues.fate = () => "lose";
    await wake(factory);
    factory.queues.fate = () => "deliver";
    await factory.run(limits.resendPauseMs - minuteMs);
    expect((await mall.world.read(mall.shop.name)).state).toBeUndefined();
    await factory.run(2 * minuteMs);
    await expectOneSync();
  });

  test("lost while a wave waits is sent again, too", async () => {
    const factory = await openFactory();
    await wake(factory);
    factory.queues.fate = () => "lose";
    await factory.drain();
    factory.queues.fate = () => "deliver";
    expect((await mall.world.read(mall.shop.name)).state?.operation?.phase).toBe("Running");
    await factory.run(limits.resendPauseMs + 2 * minuteMs);
    await expectOneSync();
  });

  test("doubled does its work once", async () => {
    const factory = await openFactory();
    factory.queues.fate = () => "double";
    await wake(factory);
    await factory.run(2 * minuteMs, { ticks: false });
    await expectOneSync();
  });

  test("late finds nothing to do: it reads and writes nothing but the refused acquire", async () => {
    const factory = await openFactory();
    await wake(factory);
    await factory.run(2 * minuteMs, { ticks: false });
    const before = await mall.world.read(mall.shop.name);
    const labels: string[] = [];
    const watched = mall.shop.start({
      outside: (label, act) => {
        labels.push(label);
        return act();
      },
    });
    expect(await factory.serve(mall.shop.name, watched)).toEqual({ held: true });
    expect(labels.filter((label) => label !== "table GetItem")).toEqual(["table UpdateItem"]);
    expect(await mall.world.read(mall.shop.name)).toEqual(before);
  });

  test("overtaken by a newer one serves both marks at once", async () => {
    const factory = await openFactory();
    factory.queues.fate = () => 30_000;
    await wake(factory);
    factory.queues.fate = () => "deliver";
    await wake(factory);
    await factory.run(2 * minuteMs, { ticks: false });
    await expectOneSync();
  });
});

describe("two workers", () => {
  test("at one application: one works, the other leaves, and nothing is done twice", async () => {
    const factory = await openFactory();
    await wake(factory);
    const { name } = mall.shop;
    const outcomes = await Promise.all([
      factory.serve(name, mall.shop.start()),
      factory.serve(name, mall.shop.start()),
    ]);
    expect(outcomes.filter(({ held }) => held)).toHaveLength(1);
    await factory.run(minuteMs, { ticks: false });
    await expectOneSync();
  });

  test("a mark that comes before the last write is served by one more look, of the same worker's message", async () => {
    const factory = await openFactory();
    await wake(factory);
    await factory.run(minuteMs, { ticks: false });
    await wake(factory);
    factory.queues.take();
    // It has read everything, and has not written its end.
    const { process, paused, goOn } = startPaused("cluster.read");
    const work = factory.serve(mall.shop.name, process);
    await paused;
    await mall.shop.repository.commit({ "c.yaml": configMap("c", "1") });
    await wake(factory);
    await factory.drain(); // somebody is at it: the message is dropped
    expect((await mall.world.readCounters(mall.shop.name)).owner).toBe(process.owner);
    goOn();
    expect(await work).toMatchObject({ dueAt: mall.world.clock.now });
    await factory.run(minuteMs, { ticks: false });
    expect((await mall.world.read(mall.shop.name)).bulk?.inventory.map(({ name }) => name)).toContain("c");
  });

  test("one that was paused beyond its lease: a tick finds the heir, and what the first writes is refused", async () => {
    const factory = await openFactory();
    await wake(factory);
    factory.queues.take();
    const { process, paused, goOn } = startPaused("cluster.apply");
    const work = factory.serve(mall.shop.name, process);
    await paused;
    await factory.run(5 * minuteMs);
    await expectOneSync();
    const before = await mall.world.read(mall.shop.name);
    goOn();
    expect(await work).toEqual({ held: true });
    expect(await mall.world.read(mall.shop.name)).toEqual(before);
  });
});

describe("a tick", () => {
  test("that overlaps another sends each message once", async () => {
    const factory = await openFactory();
    factory.queues.fate = () => "lose";
    await wake(factory);
    factory.queues.sent.length = 0;
    await mall.world.wait(limits.resendPauseMs);
    const others = [mall.shop.start(), mall.shop.start(), mall.shop.start()];
    const reports = await Promise.all(others.map((process) => factory.tick(process)));
    expect(messages(factory)).toBe(1);
    expect(reports.map(({ woken }) => woken).toSorted()).toEqual([0, 0, 1]);
    factory.queues.fate = () => "deliver";
    await factory.run(limits.resendPauseMs + 2 * minuteMs);
    await expectOneSync();
  });

  test("that was missed for an hour is made up for by the next", async () => {
    const factory = await openFactory();
    await wake(factory);
    await factory.run(3 * minuteMs);
    await mall.shop.repository.commit({ "c.yaml": configMap("c", "1") });
    await mall.cluster.ask("DELETE", `/api/v1/namespaces/${mall.shop.namespace}/configmaps/a`);
    await factory.run(60 * minuteMs, { ticks: false });
    await factory.run(2 * minuteMs);
    const live = await mall.cluster.list(mall.shop.namespace);
    expect(live.map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(["a", "b", "c"]));
    expect((await mall.world.read(mall.shop.name)).state?.sync.status).toBe("Synced");
  });
});

describe("a poison application", () => {
  test("is left alone after some tries, a copy of its message is buried, and others go on", async () => {
    const { shop, world } = mall;
    const factory = await openFactory();
    const poison = { namespace: "argocd", name: `${shop.name.name}-poison` };
    await markAndWake([poison, shop.name], factory.ports());
    let deaths = 0;
    for (let minutes = 0; minutes < 60 && factory.queues.buried.length === 0; minutes += 1) {
      await factory.tick();
      for (let message = factory.queues.take(); message !== undefined; message = factory.queues.take()) {
        if (message.kind !== "reconcile" || message.name.name !== poison.name || deaths === limits.triesMax) {
          await factory.deliver(message);
          continue;
        }
        // Its worker ends, and says nothing to anybody.
        expect(await shop.start().ports.applications.acquire(poison)).toMatchObject({ tries: deaths + 1 });
        deaths += 1;
      }
      await world.wait(minuteMs);
    }
    expect(deaths).toBe(limits.triesMax);
    expect(factory.queues.buried.map(({ name }) => name)).toEqual([poison]);
    await factory.run(minuteMs);
    await expectOneSync();
    const { state, counters } = await world.read(poison);
    expect(state?.conditions).toMatchObject([{ type: "Poisoned" }]);
    expect(counters).toMatchObject({ tries: 0, due: expect.any(Number) });
  });
});
