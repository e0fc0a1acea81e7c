import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { defaultReconciliation } from "../../src/settings/reconciliation-settings.ts";
import type { Outcome } from "../../src/stories/outcome.ts";
import { Factory } from "../moves/factory.ts";
import { application, configMap } from "../stories/manifests.ts";
import type { WorldProcess } from "../stories/world.ts";
import { automatic, openMall } from "./shop.ts";

const mall = openMall();
const minuteMs = 60_000;
const refresh = "argocd.argoproj.io/refresh";
const timestamp = "argocd.argoproj.io/refresh-timestamp";

/** Declares the application of the shop with annotations. */
async function declare(annotations: JsonObject): Promise<void> {
  const { shop, world } = mall;
  const declared = application(shop.name.name, shop.repository.url, automatic);
  await world.save({ ...declared, metadata: { ...shop.name, annotations } });
}

/** The application of the shop, synced and at rest. */
async function open(): Promise<void> {
  await declare({});
  await mall.shop.sync({ "a.yaml": configMap("a", "1") });
}

/** How many renders each of so many rounds of a local run costs. */
async function rendersOf(
  rounds: number,
  process: WorldProcess = mall.shop.process,
): Promise<readonly number[]> {
  const renders: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { outcome } = await mall.world.settle(mall.shop.name, process);
    renders.push(toRenders(outcome));
  }
  return renders;
}

function toRenders(outcome: Outcome): number {
  if (outcome.held) throw new Error("somebody else holds the application");
  return outcome.renders;
}

/** A process whose settings say how often applications are looked at. */
function startWith(periods: { readonly periodMs?: number; readonly hardPeriodMs?: number }): WorldProcess {
  const process = mall.shop.start({ dailySlots: true });
  const settings = { ...process.ports.settings, reconciliation: { ...defaultReconciliation, ...periods } };
  return { ...process, ports: { ...process.ports, settings } };
}

describe("the annotation refresh of a declared application", () => {
  test("hard renders once, and once more for each new timestamp", async () => {
    await open();
    expect(await rendersOf(2)).toEqual([0, 0]);
    await declare({ [refresh]: "hard" });
    expect(await rendersOf(3)).toEqual([1, 0, 0]);
    await declare({ [refresh]: "hard", [timestamp]: "2026-01-01T00:00:00Z" });
    expect(await rendersOf(2)).toEqual([1, 0]);
    await declare({});
    expect(await rendersOf(1)).toEqual([0]);
    await declare({ [refresh]: "hard" });
    expect(await rendersOf(2)).toEqual([1, 0]);
  });

  test.each(["normal", "", "soon"])("%j renders nothing anew", async (value) => {
    await open();
    await declare({ [refresh]: value });
    expect(await rendersOf(2)).toEqual([0, 0]);
    const { state } = await mall.world.read(mall.shop.name);
    expect(state).not.toHaveProperty("refreshed");
  });

  test("hard is served by the look that succeeds, and not by one that fails before it", async () => {
    await open();
    const { server, shop, world } = mall;
    await declare({ [refresh]: "hard" });
    server.intercept((_request, response) => {
      response.writeHead(503).end();
      return true;
    });
    const failed = await world.look(shop.name, shop.process);
    server.intercept(undefined);
    expect(failed).toMatchObject({ failure: { code: "REPOSITORY_UNREACHABLE" } });
    expect(await rendersOf(2)).toEqual([1, 0]);
  });
});

describe("timeout.reconciliation", () => {
  /** How often an application that nothing moves is looked at within so many minutes. */
  async function looksWithin(minutes: number, process: WorldProcess): Promise<number> {
    const { shop, world } = mall;
    const factory = new Factory(world, process);
    await factory.run(2 * minuteMs); // what the first ticks find out is over
    await world.reader.applications.mark(shop.name, world.clock.now);
    await factory.serve(shop.name, process);
    const before = await world.readCounters(shop.name);
    await factory.run(minutes * minuteMs);
    const after = await world.readCounters(shop.name);
    return after.token - before.token;
  }

  test("has an application at rest looked at after each period", async () => {
    await open();
    expect(await looksWithin(7, startWith({ periodMs: 2 * minuteMs }))).toBe(3);
  });

  test("that is off leaves it alone until its time of the day", async () => {
    await open();
    expect(await looksWithin(7, startWith({}))).toBe(0);
  });

  test("is kept although a message of it is lost: a tick sends it again", async () => {
    const { shop, world } = mall;
    await open();
    const process = startWith({ periodMs: 2 * minuteMs });
    const factory = new Factory(world, process);
    await world.look(shop.name, process);
    const { token } = await world.readCounters(shop.name);
    await factory.run(8 * minuteMs);
    expect((await world.readCounters(shop.name)).token).toBeGreaterThan(token);
  });
});

describe("timeout.hard.reconciliation", () => {
  test("has it rendered anew after each period, by functions and in rounds, and not in between", async () => {
    const { shop, world } = mall;
    await open();
    const process = startWith({ hardPeriodMs: 3 * minuteMs });
    expect(await rendersOf(2, process)).toEqual([0, 0]);
    world.clock.now += 3 * minuteMs - 1;
    expect(await rendersOf(1, process)).toEqual([0]);
    world.clock.now += 1;
    expect(await rendersOf(2, process)).toEqual([1, 0]);
    world.clock.now += 3 * minuteMs;
    expect(toRenders(await new Factory(world, process).serve(shop.name, process))).toBe(1);
    expect(await rendersOf(1, process)).toEqual([0]);
  });
});
