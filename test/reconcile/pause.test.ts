import { describe, expect, test } from "vitest";
import { requestDeletion } from "../../src/deletion/request-deletion.ts";
import type { PauseScope } from "../../src/sync/pause.ts";
import { configMap, deployment, hookJob } from "../stories/manifests.ts";
import { automatic, manual, openMall } from "./shop.ts";
import { ann, annotate, askFor, lookOnce } from "./shop-asks.ts";

const mall = openMall();
const files = { "a.yaml": configMap("a", "1") };
const person = { initiatedBy: ann, prune: false };
const minuteMs = 60_000;

async function pause(scope: PauseScope, over: { readonly until?: number } = {}): Promise<void> {
  const { world, shop } = mall;
  const given = { scope, by: "ann", since: world.clock.now, reason: "an incident", ...over };
  await shop.process.ports.pauses.save(given);
}

describe("a pause", () => {
  test.each<[string, () => PauseScope]>([
    ["of everything", () => ({ all: true })],
    ["of the project", () => ({ project: "default" })],
    ["of the cluster", () => ({ cluster: "in-cluster" })],
    ["of the application", () => ({ application: mall.shop.name })],
  ])(
    "%s: comparison goes on, nothing is written, and a condition says who, why and how to resume",
    async (_, scope) => {
      const { shop, world, cluster } = mall;
      await shop.declare(automatic);
      await pause(scope());
      await shop.repository.commit(files);
      const { state, outcome, counters } = await lookOnce(mall);
      expect(cluster.writes()).toEqual([]);
      expect(state?.sync.status).toBe("OutOfSync");
      expect(state).not.toHaveProperty("operation");
      expect(state?.conditions).toMatchObject([
        {
          type: "Paused",
          message: expect.stringMatching(
            /^paused.* by ann since .*: an incident; resume with `outrigger .*resume/,
          ),
        },
      ]);
      expect(outcome).not.toHaveProperty("dueAt"); // nobody sits and waits for it
      expect(counters.due).toBeLessThanOrEqual(world.clock.now + minuteMs);
      expect(await shop.process.ports.pauses.remove(scope())).toBe(true);
      expect((await shop.settle()).state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
    },
  );

  test("of others is no concern", async () => {
    const others: readonly PauseScope[] = [
      { project: "other" },
      { cluster: "other" },
      { application: { namespace: "other", name: mall.shop.name.name } },
    ];
    for (const scope of others) await pause(scope);
    await mall.shop.declare(automatic);
    expect((await mall.shop.sync(files)).state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
    for (const scope of others) await mall.shop.process.ports.pauses.remove(scope);
  });

  test("ends by itself at its time", async () => {
    const { shop, world } = mall;
    await shop.declare(automatic);
    await pause({ application: shop.name }, { until: world.clock.now + 5_000 });
    await shop.repository.commit(files);
    expect((await lookOnce(mall)).counters.due).toBeLessThanOrEqual(world.clock.now + 5_000);
    await world.wait(5_000);
    expect((await shop.settle()).state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
  });

  test.each([
    ["true", /annotation outrigger.dev\/paused of Application shop-\d+; resume by removing it$/],
    ["the database is moved", /of Application shop-\d+: the database is moved; resume by removing it$/],
  ])("by the annotation of an Application: %s", async (value, message) => {
    await annotate(mall, { "outrigger.dev/paused": value }, automatic);
    const { state } = await mall.shop.sync(files);
    expect(state?.conditions).toMatchObject([{ type: "Paused", message: expect.stringMatching(message) }]);
    expect(mall.cluster.writes()).toEqual([]);
    await annotate(mall, {}, automatic);
    expect((await mall.shop.settle()).state?.sync.status).toBe("Synced");
  });

  test("by the annotation of an AppProject", async () => {
    const { world, shop } = mall;
    const name = shop.name.name;
    await world.save({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AppProject",
      metadata: { name, namespace: "argocd", annotations: { "outrigger.dev/paused": "a release is frozen" } },
      spec: {
        sourceRepos: ["*"],
        destinations: [{ server: "*", namespace: "*" }],
        clusterResourceWhitelist: [{ group: "*", kind: "*" }],
      },
    });
    await shop.declare({ ...automatic, project: name });
    const { state } = await shop.sync(files);
    expect(state?.conditions[0]?.message).toContain(`of AppProject ${name}: a release is frozen`);
    expect(mall.cluster.writes()).toEqual([]);
  });
});

describe("while it is paused", () => {
  test("a sync that a person asks for waits with the reason as its message, and begins at once when it is resumed", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare(manual);
    await shop.sync(files);
    await pause({ application: shop.name });
    const { state } = await askFor(mall, { kind: "sync", request: person });
    expect(state?.operation).toMatchObject({
      phase: "Running",
      message: expect.stringContaining("paused by ann"),
    });
    expect(cluster.writes()).toEqual([]);
    const id = state?.operation?.id;
    await world.wait(30 * minuteMs);
    expect((await lookOnce(mall)).state?.operation?.id).toBe(id);
    await shop.process.ports.pauses.remove({ application: shop.name });
    const { state: after, records } = await shop.settle();
    expect(after).toMatchObject({ sync: { status: "Synced" }, lastOperation: { id, phase: "Succeeded" } });
    expect(records).toHaveLength(1);
  });

  test("a sync that waits is terminated when a person says so", async () => {
    const { shop } = mall;
    await shop.declare(manual);
    await shop.sync(files);
    await pause({ application: shop.name });
    await askFor(mall, { kind: "sync", request: person });
    const { state } = await askFor(mall, { kind: "terminate" });
    expect(state).not.toHaveProperty("operation");
    expect(state?.lastOperation).toMatchObject({ phase: "Failed", message: "operation terminated" });
  });

  test("a dry run is made all the same: it writes nothing", async () => {
    const { shop } = mall;
    await shop.declare(manual);
    await shop.sync(files);
    await pause({ application: shop.name });
    const request = { ...person, choices: { dryRun: true } } as const;
    const { state } = await askFor(mall, { kind: "sync", request });
    expect(state?.lastOperation).toMatchObject({ phase: "Succeeded" });
  });

  test("a sync that runs stops between two writes, and goes on where it was", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare(automatic);
    await shop.repository.commit({
      "a.yaml": deployment("web", 1) + configMap("b", "1", { "argocd.argoproj.io/sync-wave": "1" }),
    });
    await lookOnce(mall);
    await pause({ application: shop.name });
    cluster.writes();
    // The first wave becomes healthy, and the second would follow.
    for (let count = 0; count < 5; count += 1) {
      await world.wait(2_000);
      await lookOnce(mall);
    }
    const { state } = await lookOnce(mall);
    expect(cluster.writes()).toEqual([]);
    expect(state?.operation).toMatchObject({
      phase: "Running",
      message: expect.stringContaining("paused by ann"),
    });
    await shop.process.ports.pauses.remove({ application: shop.name });
    expect((await shop.settle()).state).toMatchObject({
      sync: { status: "Synced" },
      lastOperation: { phase: "Succeeded" },
    });
  });

  test("a hook that runs is watched, and cleaned up only when it is resumed", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare(automatic);
    const hook = {
      "argocd.argoproj.io/hook": "PreSync",
      "argocd.argoproj.io/hook-delete-policy": "HookSucceeded",
    };
    await shop.repository.commit({ "a.yaml": hookJob("migrate", hook) + configMap("b", "1") });
    await lookOnce(mall);
    await pause({ application: shop.name });
    cluster.writes();
    for (let count = 0; count < 5; count += 1) {
      await world.wait(5_000);
      await lookOnce(mall);
    }
    expect(cluster.writes()).toEqual([]);
    const { bulk } = await world.read(shop.name);
    const hooked = bulk?.results.filter((result) => result.hook);
    expect(hooked).toMatchObject([{ name: "migrate", phase: "Succeeded" }]);
    expect(hooked?.[0]).not.toHaveProperty("cleaned");
    await shop.process.ports.pauses.remove({ application: shop.name });
    expect((await shop.settle()).state?.sync.status).toBe("Synced");
    expect((await cluster.list(shop.namespace)).filter(({ kind }) => kind === "Job")).toEqual([]);
  });

  test("looks cost one question to the table a second, however much is written", async () => {
    const { shop, world } = mall;
    let reads = 0;
    const process = shop.start({
      outside: (label, act) => {
        if (label === "table GetItem") reads += 1;
        return act();
      },
    });
    const { pauses } = process.ports;
    for (let count = 0; count < 50; count += 1) await pauses.read();
    expect(reads).toBe(1);
    world.clock.now += 1_000;
    await pauses.read();
    expect(reads).toBe(2);
  });
});

describe("a deletion", () => {
  test("waits as long as it is paused, says why, and goes on when it is resumed", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare(automatic);
    await shop.sync(files);
    await pause({ application: shop.name });
    const { ports } = shop.process;
    const wish = { cascade: true, requestedBy: "ann" } as const;
    await requestDeletion(shop.name, wish, { ...ports, queues: { wake: () => Promise.resolve() } });
    cluster.writes();
    const { state } = await lookOnce(mall);
    expect(cluster.writes()).toEqual([]);
    expect(state?.operation).toMatchObject({ message: expect.stringContaining("paused by ann") });
    await ports.pauses.remove({ application: shop.name });
    await world.wait(60_000);
    await shop.settle();
    expect(await ports.specs.read("Application", shop.name)).toBeUndefined();
    expect(await cluster.list(shop.namespace)).toEqual([]);
  });
});

describe("Argo CD's skip-reconcile", () => {
  test("leaves an application alone as it was last seen, says so, and what was asked for stays asked for", async () => {
    const { shop, cluster, world } = mall;
    await shop.declare(manual);
    const before = (await shop.sync(files)).state;
    await annotate(mall, { "argocd.argoproj.io/skip-reconcile": "true" }, manual);
    await shop.repository.commit({ "a.yaml": configMap("a", "2") });
    const { state, outcome } = await askFor(mall, { kind: "sync", request: person });
    expect(state).toMatchObject({ sync: before?.sync, conditions: [{ type: "ReconcileSkipped" }] });
    expect(outcome).not.toHaveProperty("dueAt");
    expect(cluster.writes()).toEqual([]);
    await annotate(mall, {}, manual);
    await world.look(shop.name, shop.process);
    expect((await shop.settle()).state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
  });
});
