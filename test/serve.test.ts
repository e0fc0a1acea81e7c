import { describe, expect, test } from "vitest";
import { limits } from "../src/limits.ts";
import { Factory } from "./moves/factory.ts";
import { openMall } from "./reconcile/shop.ts";
import { configMap, deployment } from "./stories/manifests.ts";

const mall = openMall();
const files = { "a.yaml": configMap("a", "1") };

function openFactory(options: Parameters<typeof mall.shop.start>[0] = {}): Factory {
  return new Factory(mall.world, mall.shop.start(options));
}

async function mark(): Promise<void> {
  await mall.shop.process.ports.applications.mark(mall.shop.name, mall.world.clock.now);
}

/** Messages for the test's own application, by their delays. */
function delaysOf({ queues }: Factory): readonly number[] {
  return queues.sent.flatMap((message) => {
    return message.kind === "reconcile" && message.name.name === mall.shop.name.name ? [message.delayMs] : [];
  });
}

describe("serving a message", () => {
  test("brings an application at rest, and sends nothing then", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    await mark();
    const factory = openFactory();
    expect(await factory.serve(shop.name)).toMatchObject({ state: { sync: { status: "Synced" } } });
    expect(delaysOf(factory)).toEqual([]);
    expect((await world.read(shop.name)).counters.due).toBeUndefined();
  });

  test("of an application that waits sends the next one, delayed until then", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit({
      "a.yaml": deployment("web", 1) + configMap("b", "1", { "argocd.argoproj.io/sync-wave": "1" }),
    });
    await mark();
    const factory = openFactory();
    const outcome = await factory.serve(shop.name);
    const { due = 0 } = (await world.read(shop.name)).counters;
    expect(outcome).toMatchObject({ dueAt: due });
    expect(delaysOf(factory)).toEqual([due - world.clock.now]);
    expect(due).toBeGreaterThan(world.clock.now);
  });

  test.each([
    ["soon", 2 * 60_000, [2 * 60_000]],
    ["later than a queue holds messages", limits.queueDelayMsMax + 1, []],
  ])("of one at rest that is looked at %s", async (_rule, periodMs, delays) => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    await mark();
    const process = shop.start({ dailySlots: true });
    const reconciliation = { ...process.ports.settings.reconciliation, periodMs };
    const ports = { ...process.ports, settings: { ...process.ports.settings, reconciliation } };
    const factory = new Factory(world, { ...process, ports });
    const outcome = await factory.serve(shop.name);
    expect(outcome).toMatchObject({ restUntil: world.clock.now + periodMs });
    expect(outcome).not.toHaveProperty("dueAt");
    expect(delaysOf(factory)).toEqual(delays);
  });

  test("of one that was marked meanwhile sends the next one at once", async () => {
    const { shop } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    await mark();
    let isMarked = false;
    const factory = openFactory({
      outside: async (label, act) => {
        if (label === "cluster.apply" && !isMarked) {
          isMarked = true;
          await mark();
        }
        return await act();
      },
    });
    await factory.serve(shop.name);
    expect(delaysOf(factory)).toEqual([0]);
    await factory.drain();
    expect(delaysOf(factory)).toEqual([0]);
  });

  test("of one that somebody else works on sends nothing: that worker sees the mark", async () => {
    const { shop } = mall;
    await shop.declare();
    await mark();
    expect(await shop.start().ports.applications.acquire(shop.name)).toBeDefined();
    const factory = openFactory();
    expect(await factory.serve(shop.name)).toEqual({ held: true });
    expect(factory.queues.sent).toEqual([]);
  });

  test("of a poisoned application buries a copy, and looks again after a long pause", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await mark();
    for (let tries = 0; tries < limits.triesMax; tries += 1) {
      const victim = shop.start();
      expect(await victim.ports.applications.acquire(shop.name)).toBeDefined();
      world.dead.add(victim.owner);
    }
    const factory = openFactory();
    expect(await factory.serve(shop.name)).toMatchObject({ poisoned: true });
    expect(factory.queues.buried).toEqual([
      { name: shop.name, reason: expect.stringContaining(`argocd/${shop.name.name} ended its process`) },
    ]);
    expect(delaysOf(factory)).toEqual([limits.poisonPauseMs]);
  });

  test("whose next message cannot be sent throws, and the application stays due", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit({
      "a.yaml": deployment("web", 1) + configMap("b", "1", { "argocd.argoproj.io/sync-wave": "1" }),
    });
    await mark();
    const factory = openFactory();
    factory.queues.isDown = true;
    await expect(factory.serve(shop.name)).rejects.toMatchObject({ code: "STATE_UNREACHABLE" });
    expect((await world.read(shop.name)).counters).toMatchObject({ due: expect.any(Number) });
  });
});

describe("an application at rest, where somebody ticks", () => {
  const day = 24 * 3_600_000;

  test("stays due for its daily comparison, and no message is sent for that", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    await mark();
    const factory = openFactory({ dailySlots: true });
    const outcome = await factory.serve(shop.name);
    expect(outcome).not.toHaveProperty("dueAt");
    expect(delaysOf(factory)).toEqual([]);
    const { due = 0 } = (await world.read(shop.name)).counters;
    expect(due - world.clock.now).toBeGreaterThan(0);
    expect(due - world.clock.now).toBeLessThanOrEqual(day);
  });

  test("is compared at its slot although nothing moved, and has the same slot the next day", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    await mark();
    const factory = openFactory({ dailySlots: true });
    await factory.serve(shop.name);
    const { due = 0 } = (await world.read(shop.name)).counters;
    world.clock.now = due + limits.resendPauseMs;
    expect(await factory.ports().applications.claimDue(world.clock.now)).toContainEqual(shop.name);
    expect(await factory.serve(shop.name)).toMatchObject({ held: false, renders: 0 });
    expect((await world.read(shop.name)).counters.due).toBe(due + day);
  });

  test("is so after a look that failed for good, too", async () => {
    const { shop, world } = mall;
    await shop.declare({ source: { repoURL: shop.repository.url, path: "nowhere", targetRevision: "main" } });
    await shop.repository.commit(files);
    await mark();
    const factory = openFactory({ dailySlots: true });
    const outcome = await factory.serve(shop.name);
    expect(outcome).toMatchObject({ failure: { code: "PATH_NOT_FOUND" } });
    expect(outcome).not.toHaveProperty("dueAt");
    expect((await world.read(shop.name)).counters.due).toBeGreaterThan(world.clock.now);
  });
});
