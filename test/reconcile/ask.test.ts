import { describe, expect, test } from "vitest";
import type { Ask, AskedFor } from "../../src/record/ask.ts";
import { configMap, deployment, hookJob } from "../stories/manifests.ts";
import { createNamespace, manual, openMall } from "./shop.ts";

const mall = openMall();
let asks = 0;

const person = { initiatedBy: { username: "ann", automated: false }, prune: false };
const files = { "a.yaml": configMap("a", "1") };
const stuckHook = hookJob("migrate", { "argocd.argoproj.io/hook": "PreSync", "test/stuck": "yes" });

function toAsk(what: AskedFor): Ask {
  asks += 1;
  return { id: `ask-${asks}`, what };
}

/** A person asks, and a worker looks. */
async function ask(what: AskedFor) {
  const { shop, world } = mall;
  const given = toAsk(what);
  shop.process.startRound();
  await shop.process.ports.applications.mark(shop.name, world.clock.now, given);
  return { given, outcome: await world.look(shop.name, shop.process) };
}

describe("a sync that a person asks for", () => {
  test("starts, under their name, and is served once", async () => {
    const { shop, world } = mall;
    await shop.declare(manual);
    await shop.sync(files);
    expect((await world.read(shop.name)).records).toEqual([]);
    const { given } = await ask({ kind: "sync", request: person });
    const { state, records } = await shop.settle();
    expect(state).toMatchObject({ sync: { status: "Synced" }, served: given.id });
    expect(records.map(({ initiatedBy }) => initiatedBy)).toEqual([person.initiatedBy]);
    await world.look(shop.name, shop.process);
    expect((await world.read(shop.name)).records).toHaveLength(1);
  });

  test("survives a worker that dies before it has saved anything", async () => {
    const { shop, world } = mall;
    await shop.declare(manual);
    await shop.sync(files);
    const victim = shop.start();
    const given = toAsk({ kind: "sync", request: person });
    await victim.ports.applications.mark(shop.name, world.clock.now, given);
    expect(await victim.ports.applications.acquire(shop.name)).toBeDefined();
    world.dead.add(victim.owner);
    const { state, records } = await shop.settle();
    expect(state?.served).toBe(given.id);
    expect(records).toHaveLength(1);
  });

  test("while an operation runs is served by it", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit({ "a.yaml": deployment("web", 1) + configMap("b", "1", wave(1)) });
    await world.look(shop.name, shop.process);
    expect((await world.read(shop.name)).state?.operation).toBeDefined();
    const { given } = await ask({ kind: "sync", request: person });
    const { state, records } = await shop.settle();
    expect(state).toMatchObject({ served: given.id, sync: { status: "Synced" } });
    expect(state?.requested).toBeUndefined();
    expect(records).toHaveLength(1);
  });

  test("that cannot start yet waits, and is not lost", async () => {
    const { shop } = mall;
    await shop.declare({
      ...manual,
      source: { repoURL: shop.repository.url, path: "later", targetRevision: "main" },
    });
    await shop.repository.commit(files);
    const { outcome } = await ask({ kind: "sync", request: person });
    expect(outcome).toMatchObject({ failure: { code: "PATH_NOT_FOUND" }, state: { requested: person } });
    const { records } = await shop.sync({ "later/b.yaml": configMap("b", "1") });
    expect(records).toMatchObject([{ phase: "Succeeded", initiatedBy: person.initiatedBy }]);
  });
});

describe("a hard refresh", () => {
  test("renders again, whatever is remembered, once", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare();
    await shop.sync(files);
    cluster.writes();
    const { given, outcome } = await ask({ kind: "hardRefresh" });
    expect(outcome).toMatchObject({ renders: 1, state: { served: given.id } });
    expect(cluster.writes()).toEqual([]);
    expect(await world.look(shop.name, shop.process)).toMatchObject({ renders: 0 });
  });
});

describe("an end that a person asks for", () => {
  const hooked = { ...files, "hook.yaml": stuckHook };

  test("fails the running operation, deletes its hooks, is on record once and is not retried", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare({ syncPolicy: { automated: {}, retry: { limit: 3 }, syncOptions: createNamespace } });
    await shop.repository.commit(hooked);
    await world.look(shop.name, shop.process);
    expect((await cluster.list(shop.namespace)).map(({ kind }) => kind)).toEqual(["Job"]);
    const { given, outcome } = await ask({ kind: "terminate" });
    expect(outcome).toMatchObject({
      state: {
        served: given.id,
        lastOperation: { phase: "Failed", message: "operation terminated", terminated: true },
      },
    });
    const { state, records } = await shop.settle();
    expect(state?.operation).toBeUndefined();
    expect(records).toMatchObject([{ phase: "Failed", message: "operation terminated", retries: 0 }]);
    expect(await cluster.list(shop.namespace)).toEqual([]);
  });

  test("ends an operation that waits for its retry at once", async () => {
    const { shop, world } = mall;
    await shop.declare({ syncPolicy: { automated: {}, retry: { limit: 3 }, syncOptions: createNamespace } });
    const failing = hookJob("check", { "argocd.argoproj.io/hook": "PreSync", "test/fails": "yes" });
    await shop.repository.commit({ ...files, "hook.yaml": failing });
    await world.look(shop.name, shop.process);
    await world.wait(1_000);
    await world.look(shop.name, shop.process);
    expect((await world.read(shop.name)).state?.operation?.retryAt).toBeGreaterThan(world.clock.now);
    const { outcome } = await ask({ kind: "terminate" });
    expect(outcome).toMatchObject({ state: { lastOperation: { message: "operation terminated" } } });
    expect((await shop.settle()).records).toHaveLength(1);
  });

  test("ends one whose repository does not answer any more, unless hooks of it are to be deleted", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit({
      "a.yaml": deployment("web", 1, { "test/stuck": "yes" }) + configMap("b", "1", wave(1)),
    });
    await world.look(shop.name, shop.process);
    await shop.declare({
      source: { repoURL: "http://127.0.0.1:1/gone.git", path: ".", targetRevision: "main" },
    });
    const { outcome } = await ask({ kind: "terminate" });
    expect(outcome).toMatchObject({
      failure: { code: "REPOSITORY_UNREACHABLE" },
      state: { lastOperation: { phase: "Failed", message: "operation terminated" } },
    });
    expect((await world.read(shop.name)).records).toHaveLength(1);
  });

  test("without a running operation does nothing", async () => {
    const { shop, cluster } = mall;
    await shop.declare();
    const before = await shop.sync(files);
    cluster.writes();
    const { given, outcome } = await ask({ kind: "terminate" });
    expect(outcome).toMatchObject({
      state: { served: given.id, lastOperation: before.state?.lastOperation },
    });
    expect(cluster.writes()).toEqual([]);
  });
});

describe("an ask that comes while a worker is at it", () => {
  test("is seen at the next acquire, which comes at once", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit({ ...files, "hook.yaml": stuckHook });
    let given: Ask | undefined;
    const worker = shop.start({
      outside: async (label, act) => {
        const answer = await act();
        if (label === "cluster.apply" && given === undefined) {
          given = toAsk({ kind: "terminate" });
          await shop.process.ports.applications.mark(shop.name, world.clock.now, given);
        }
        return answer;
      },
    });
    const first = await world.look(shop.name, worker);
    expect(first).toMatchObject({ dueAt: world.clock.now, state: { operation: { phase: "Running" } } });
    const second = await world.look(shop.name, worker);
    expect(second).toMatchObject({ state: { served: given?.id, lastOperation: { terminated: true } } });
  });
});

function wave(number: number) {
  return { "argocd.argoproj.io/sync-wave": String(number) };
}
