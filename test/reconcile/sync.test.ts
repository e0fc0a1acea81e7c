import { describe, expect, test } from "vitest";
import { readField } from "../../src/kube/json.ts";
import { formatKey, toRef } from "../../src/kube/key.ts";
import { limits } from "../../src/limits.ts";
import { application, configMap, deployment, hookJob } from "../stories/manifests.ts";
import { World } from "../stories/world.ts";
import { automatic, createNamespace, manual, openMall } from "./shop.ts";

const mall = openMall();
const wave = (number: number) => ({ "argocd.argoproj.io/sync-wave": String(number) });
const person = { initiatedBy: { username: "ann", automated: false }, prune: false };

async function liveKeys(): Promise<readonly string[]> {
  const objects = await mall.cluster.list(mall.shop.namespace);
  return objects.map((object) => formatKey(toRef(object)).replaceAll(`${mall.shop.namespace}/`, ""));
}

function liveValue(name: string): Promise<unknown> {
  const path = `/api/v1/namespaces/${mall.shop.namespace}/configmaps/${name}`;
  return mall.cluster.ask("GET", path).then((object) => readField(object, "data", "value"));
}

describe("a commit becomes objects", () => {
  test("the first sync: objects, hooks, waves, status, inventory, record", async () => {
    const { shop } = mall;
    await shop.declare();
    const hook = hookJob("migrate", { "argocd.argoproj.io/hook": "PreSync" });
    const { state, bulk, records, counters } = await shop.sync({
      "a.yaml": configMap("a", "1") + deployment("web", 2, wave(1)) + hook,
    });
    expect(await liveKeys()).toEqual(["ConfigMap a", "apps/Deployment web", "batch/Job migrate"]);
    expect(state).toMatchObject({
      sync: { status: "Synced" },
      health: { status: "Healthy" },
      conditions: [],
    });
    expect(bulk?.inventory.map((entry) => entry.kind)).toEqual(["ConfigMap", "Deployment"]);
    expect(bulk?.resources.map((line) => [line.kind, line.status])).toEqual([
      ["ConfigMap", "Synced"],
      ["Deployment", "Synced"],
    ]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      phase: "Succeeded",
      initiatedBy: { automated: true },
      revision: { author: "Ada Author <ada@example.org>", subject: "Change files" },
    });
    expect(records[0]?.results.map(({ kind, code }) => [kind, code])).toEqual([
      ["Namespace", "Synced"],
      ["Job", "Synced"],
      ["ConfigMap", "Synced"],
      ["Deployment", "Synced"],
    ]);
    expect(counters).toMatchObject({ want: counters.done, tries: 0 });
    expect([counters.due, counters.owner]).toEqual([undefined, undefined]);
  });

  test("no change: nothing is rendered, asked by dry-run or written, and of the table only HEAD", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1") + deployment("web", 2) });
    const before = await world.read(shop.name);
    cluster.writes();
    const labels: string[] = [];
    const second = shop.start({
      outside: (label, act) => {
        labels.push(label);
        return act();
      },
    });
    const outcome = await world.look(shop.name, second);
    expect(outcome).toMatchObject({ held: false, renders: 0, dryRuns: 0 });
    expect(cluster.dryRuns()).toBe(0);
    expect(cluster.writes()).toEqual([]);
    expect(labels.filter((label) => /Put|Batch/.test(label))).toEqual([]);
    // mark, acquire and finish
    expect(labels.filter((label) => label === "table UpdateItem")).toHaveLength(3);
    expect(await world.read(shop.name)).toMatchObject({ state: before.state, bulk: before.bulk });
  });

  test("a commit that removes a file prunes its object and nothing else", async () => {
    const { shop, cluster } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1"), "b.yaml": configMap("b", "1") });
    cluster.writes();
    const { state, bulk } = await shop.sync({ "b.yaml": undefined });
    expect(await liveKeys()).toEqual(["ConfigMap a"]);
    expect(cluster.writes()).toEqual([`DELETE /api/v1/namespaces/${shop.namespace}/configmaps/b`]);
    expect(state?.sync.status).toBe("Synced");
    expect(bulk?.inventory.map(({ name }) => name)).toEqual(["a"]);
  });

  test("a commit that breaks YAML changes nothing in the cluster, and says which file", async () => {
    const { shop, cluster } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1"), "b.yaml": configMap("b", "1") });
    cluster.writes();
    const { state, bulk } = await shop.sync({ "b.yaml": "kind: [" });
    expect(cluster.writes()).toEqual([]);
    expect(state?.sync.status).toBe("Unknown");
    expect(state?.conditions).toEqual([expect.objectContaining({ type: "ComparisonError" })]);
    expect(state?.conditions[0]?.message).toContain("b.yaml");
    expect(bulk?.inventory.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});

describe("drift", () => {
  test("what somebody changed or deleted is healed; what nobody in Git speaks of stays", async () => {
    const { shop, cluster } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1") + configMap("b", "1") });
    const path = `/api/v1/namespaces/${shop.namespace}/configmaps`;
    await cluster.ask("PATCH", `${path}/a`, { data: { value: "2", more: "mine" } });
    await cluster.ask("DELETE", `${path}/b`);
    const { state, records } = await shop.settle();
    expect(await liveValue("a")).toBe("1");
    expect(await liveValue("b")).toBe("1");
    expect(readField(await cluster.ask("GET", `${path}/a`), "data", "more")).toBe("mine");
    expect(state?.sync.status).toBe("Synced");
    expect(records).toHaveLength(2);
    expect(records[0]?.results.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("without selfHeal it is shown and left", async () => {
    const { shop, cluster } = mall;
    await shop.declare({ syncPolicy: { automated: {}, syncOptions: createNamespace } });
    await shop.sync({ "a.yaml": configMap("a", "1") });
    await cluster.ask("PATCH", `/api/v1/namespaces/${shop.namespace}/configmaps/a`, { data: { value: "2" } });
    const { state, records } = await shop.settle();
    expect(await liveValue("a")).toBe("2");
    expect(state?.sync.status).toBe("OutOfSync");
    expect(records).toHaveLength(1);
  });
});

describe("a manual application", () => {
  test("is compared, and synced only when a person asks; pruned only when they ask that", async () => {
    const { shop, world } = mall;
    await shop.declare(manual);
    const seen = await shop.sync({ "a.yaml": configMap("a", "1"), "b.yaml": configMap("b", "1") });
    expect(seen.state).toMatchObject({ sync: { status: "OutOfSync" }, health: { status: "Missing" } });
    expect(await liveKeys()).toEqual([]);
    await world.settle(shop.name, shop.process, person);
    expect(await liveKeys()).toEqual(["ConfigMap a", "ConfigMap b"]);
    await shop.repository.commit({ "b.yaml": undefined });
    await world.settle(shop.name, shop.process, person);
    expect(await liveKeys()).toEqual(["ConfigMap a", "ConfigMap b"]);
    const kept = await world.read(shop.name);
    expect(kept.state?.sync.status).toBe("OutOfSync");
    expect(kept.bulk?.resources.map(({ name, requiresPruning }) => [name, requiresPruning])).toEqual([
      ["a", false],
      ["b", true],
    ]);
    await world.settle(shop.name, shop.process, { ...person, prune: true });
    expect(await liveKeys()).toEqual(["ConfigMap a"]);
    const { records } = await world.read(shop.name);
    expect(records.map(({ initiatedBy }) => initiatedBy.username)).toEqual(["ann", "ann", "ann"]);
  });
});

describe("an automated sync that fails", () => {
  const broken = hookJob("migrate", { "argocd.argoproj.io/hook": "PreSync", "test/fails": "yes" });

  test("is retried with back-off, and then the revision is left alone", async () => {
    const { shop, world } = mall;
    const retry = { limit: 2, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } };
    await shop.declare({ syncPolicy: { automated: {}, retry, syncOptions: createNamespace } });
    await shop.repository.commit({ "a.yaml": configMap("a", "1") + broken });
    const start = world.clock.now;
    const { state, records } = await shop.settle();
    expect(world.clock.now - start).toBeGreaterThanOrEqual(15_000);
    expect(await liveKeys()).toEqual(["batch/Job migrate"]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ phase: "Failed", retries: 2 });
    expect(state?.attempt).toMatchObject({ phase: "Failed" });
    expect(state?.conditions.map(({ type }) => type)).toEqual(["SyncError"]);
    await world.wait(60_000);
    const again = await shop.settle();
    expect(again.records).toHaveLength(1);
    // The known condition keeps its time; that the revision is left alone is new.
    expect(again.state?.conditions).toEqual([
      ...(state?.conditions ?? []),
      expect.objectContaining({ type: "SyncError", since: world.clock.now }),
    ]);
    await world.wait(60_000);
    expect((await shop.settle()).state?.conditions).toEqual(again.state?.conditions);
  });

  test("is tried again for a new commit", async () => {
    const { shop } = mall;
    await shop.declare({ syncPolicy: { automated: {}, retry: { limit: 0 }, syncOptions: createNamespace } });
    const failed = await shop.sync({ "a.yaml": configMap("a", "1"), "hook.yaml": broken });
    expect(failed.records).toHaveLength(1);
    const { state, records } = await shop.sync({ "hook.yaml": undefined });
    expect(records.map(({ phase }) => phase)).toEqual(["Succeeded", "Failed"]);
    expect(state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
  });
});

describe("a newer revision", () => {
  test("takes over between waves: the operation ends on record, and the next one goes to the new commit", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.repository.commit({ "a.yaml": deployment("web", 2), "b.yaml": configMap("b", "1", wave(1)) });
    const first = await world.look(shop.name, shop.process);
    expect(first).toMatchObject({ held: false, state: { operation: { phase: "Running" } } });
    const { state, records } = await shop.sync({
      "b.yaml": undefined,
      "c.yaml": configMap("c", "1", wave(1)),
    });
    expect(await liveKeys()).toEqual(["ConfigMap c", "apps/Deployment web"]);
    expect(state).toMatchObject({
      sync: { status: "Synced" },
      health: { status: "Healthy" },
      conditions: [],
    });
    expect(records.map(({ phase }) => phase)).toEqual(["Succeeded", "Failed"]);
    expect(records[1]?.message).toBe("gave way to a newer revision");
  });

  test("takes over while a wave waits: the commit that repairs it does not wait for its deadline", async () => {
    const { shop, world } = mall;
    await shop.declare();
    const stuck = deployment("web", 2, { "test/stuck": "yes" });
    await shop.repository.commit({ "a.yaml": stuck, "b.yaml": configMap("b", "1", wave(1)) });
    const before = world.clock.now;
    await world.look(shop.name, shop.process);
    const { state, records } = await shop.sync({ "a.yaml": deployment("web", 2) });
    expect(state).toMatchObject({ sync: { status: "Synced" }, health: { status: "Healthy" } });
    expect(records.map(({ phase }) => phase)).toEqual(["Succeeded", "Failed"]);
    expect(world.clock.now - before).toBeLessThan(limits.waveDeadlineMs);
  });
});

describe("an application that is gone", () => {
  test("has nothing done to it; what it has in the cluster stays", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1") });
    cluster.writes();
    await world.reader.specs.delete("Application", shop.name);
    expect(await world.look(shop.name, shop.process)).toEqual({ held: false, renders: 0, dryRuns: 0 });
    expect(cluster.writes()).toEqual([]);
    expect(await liveKeys()).toEqual(["ConfigMap a"]);
    expect((await world.read(shop.name)).counters.due).toBeUndefined();
  });
});

describe("after a lost table", () => {
  test("what is live is found again by its marks, without a write", async () => {
    const { shop, cluster } = mall;
    await shop.declare(automatic);
    await shop.sync({ "a.yaml": configMap("a", "1") });
    cluster.writes();
    const other = await World.open(cluster);
    await other.save(application(shop.name.name, shop.repository.url, automatic));
    const process = other.startProcess("new");
    await other.settle(shop.name, process);
    expect(cluster.writes()).toEqual([]);
    const { state, bulk } = await other.read(shop.name);
    expect(state?.sync.status).toBe("Synced");
    expect(bulk?.inventory.map(({ name }) => name)).toEqual(["a"]);
    await process.close();
    await other.close();
  });
});
