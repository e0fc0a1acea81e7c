import { describe, expect, test } from "vitest";
import { limits } from "../../src/limits.ts";
import { configMap, deployment, hookJob } from "../stories/manifests.ts";
import type { WorldProcess } from "../stories/world.ts";
import { openMall } from "./shop.ts";

const mall = openMall();
const files = {
  "a.yaml":
    configMap("a", "1") +
    hookJob("migrate", { "argocd.argoproj.io/hook": "PreSync" }) +
    deployment("web", 2, { "argocd.argoproj.io/sync-wave": "1" }),
};

/** Writes to the cluster by one process, in order. */
function writesOf(process: WorldProcess): readonly string[] {
  return mall.cluster.sandbox.requests
    .filter((each) => each.userAgent === `outrigger/${process.owner}` && each.method !== "GET")
    .map(({ method, path }) => `${method} ${path}`);
}

describe("an application that another process works on", () => {
  test("is left to it: nothing is read or written, and the mark stays", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    const other = shop.start();
    await other.ports.applications.mark(shop.name, world.clock.now);
    expect(await other.ports.applications.acquire(shop.name)).toBeDefined();
    expect(await world.look(shop.name, shop.process)).toEqual({ held: true });
    expect(writesOf(shop.process)).toEqual([]);
    expect((await world.read(shop.name)).counters).toMatchObject({ owner: other.owner, want: 2, done: 0 });
  });

  test("is taken over at once when that process has ended", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    const other = shop.start();
    await other.ports.applications.mark(shop.name, world.clock.now);
    await other.ports.applications.acquire(shop.name);
    world.dead.add(other.owner);
    expect((await shop.settle()).state).toMatchObject({
      sync: { status: "Synced" },
      health: { status: "Healthy" },
    });
  });
});

describe("a process that was paused beyond its lease, in the middle of a sync", () => {
  // Paused when the n-th call of that name is answered. Whatever it meant to write afterwards is not written.
  test.each([
    ["when it has saved the operation's data, and not HEAD", "table PutItem", 1],
    ["when it has read whether a hook is there", "cluster.read", 3],
    ["when it has saved a hook's outcome", "table PutItem", 2],
    ["while it asks between waves whether the revision has moved", "git.resolve", 3],
    ["when only the end is to be saved", "table PutItem", 3],
  ])("%s", async (_, label, nth) => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    let count = 0;
    let heir: WorldProcess | undefined;
    const paused: WorldProcess = shop.start({
      outside: async (called, act) => {
        const answer = await act();
        if (called === label) count += 1;
        if (called !== label || count !== nth || heir !== undefined) return answer;
        heir = shop.start();
        world.clock.now += 20_000;
        const { outcome } = await world.settle(shop.name, heir);
        expect(outcome).toMatchObject({ state: { sync: { status: "Synced" } } });
        before = writesOf(paused).length;
        return answer;
      },
    });
    let before = 0;
    for (let looks = 0; looks < 6 && heir === undefined; looks += 1) {
      await world.look(shop.name, paused).then((outcome) => {
        if (heir !== undefined) expect(outcome).toEqual({ held: true });
      });
      if (heir === undefined) await world.wait(1_000);
    }
    expect(heir, `${label} was called ${count} times`).toBeDefined();
    expect(writesOf(paused)).toHaveLength(before);
    const { state, records } = await world.read(shop.name);
    expect(records).toHaveLength(1);
    expect(state).toMatchObject({ sync: { status: "Synced" }, health: { status: "Healthy" } });
    expect(state?.operation).toBeUndefined();
  });

  test("with less of its lease left than a write may take, it does not write", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    const slow = shop.start({
      outside: async (called, act) => {
        const answer = await act();
        if (called === "git.resolve") world.clock.now += 12_500; // of 15 s, of which the last 3 are not for writing
        return answer;
      },
    });
    expect(await world.look(shop.name, slow)).toEqual({ held: true });
    expect(writesOf(slow)).toEqual([]);
  });
});

describe("an application that ends its process again and again", () => {
  test("is Poisoned: left alone for a while, then looked at again", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    await shop.process.ports.applications.mark(shop.name, world.clock.now);
    for (let tries = 0; tries < limits.triesMax; tries += 1) {
      const victim = shop.start();
      expect(await victim.ports.applications.acquire(shop.name)).toMatchObject({ tries: tries + 1 });
      world.dead.add(victim.owner);
    }
    const outcome = await world.look(shop.name, shop.process);
    expect(outcome).toMatchObject({ state: { conditions: [{ type: "Poisoned" }] } });
    expect(cluster.writes()).toEqual([]);
    const { counters } = await world.read(shop.name);
    expect(counters).toMatchObject({ due: world.clock.now + limits.poisonPauseMs, tries: 0 });
    await world.wait(limits.poisonPauseMs);
    const { state } = await shop.settle();
    expect(state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
  });
});

describe("an application whose stored data is damaged", () => {
  test("says so and gives its lease back; nothing is pruned", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare();
    const { state } = await shop.sync(files);
    cluster.writes();
    await world.deleteBulk(shop.name);
    const outcome = await world.look(shop.name, shop.process);
    expect(outcome).toMatchObject({
      failure: { code: "STATE_DAMAGED" },
      state: { sync: { status: "Unknown" } },
    });
    expect(cluster.writes()).toEqual([]);
    const head = await world.readHead(shop.name);
    expect(head.state?.history).toEqual(state?.history);
    const { want, done, due, owner } = await world.readCounters(shop.name);
    expect([want - done, due, owner]).toEqual([0, undefined, undefined]);
  });
});
