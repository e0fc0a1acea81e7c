import { describe, expect, test } from "vitest";
import { markAndWake } from "../../src/moves/wake.ts";
import { openMall } from "../reconcile/shop.ts";
import { Factory } from "./factory.ts";

const mall = openMall();
const names = ["a", "b", "c"].map((name) => ({ namespace: "argocd", name: `wake-${name}` }));

describe("waking applications", () => {
  test("marks each with what a person wants, then sends a message for each", async () => {
    const { shop, world } = mall;
    const factory = new Factory(world, shop.process);
    const ask = { id: "1", what: { kind: "hardRefresh" } } as const;
    await markAndWake(names, factory.ports(), ask);
    expect(factory.queues.sent).toEqual(names.map((name) => ({ kind: "reconcile", name, delayMs: 0 })));
    for (const name of names) {
      expect(await shop.process.ports.applications.acquire(name)).toMatchObject({ want: 1, ask });
    }
  });

  test("of nobody does nothing", async () => {
    const factory = new Factory(mall.world, mall.shop.process);
    factory.queues.isDown = true;
    await markAndWake([], factory.ports());
    expect(factory.queues.sent).toEqual([]);
  });

  test("leaves the marks where nothing can be sent: a tick sends later", async () => {
    const { shop, world } = mall;
    const factory = new Factory(world, shop.process);
    factory.queues.isDown = true;
    await expect(markAndWake([shop.name], factory.ports())).rejects.toMatchObject({
      code: "STATE_UNREACHABLE",
    });
    factory.queues.isDown = false;
    await world.wait(6 * 60_000);
    await factory.tick();
    expect(factory.queues.sent).toContainEqual({ kind: "reconcile", name: shop.name, delayMs: 0 });
  });
});
