import { describe, expect, test } from "vitest";
import { requestDeletion } from "../../src/deletion/request-deletion.ts";
import { type ErrorCode, ReconcileError } from "../../src/errors.ts";
import { createNamespace, openMall } from "../reconcile/shop.ts";
import { configMap, hookJob } from "../stories/manifests.ts";
import type { WorldProcess } from "../stories/world.ts";

const mall = openMall();

/** A process whose cluster cannot be opened. */
function startCutOff(code: ErrorCode): WorldProcess {
  return mall.shop.start({
    outside: (label, act) =>
      label === "clusters.open" ? Promise.reject(new ReconcileError(code, `no cluster (${code})`)) : act(),
  });
}

async function ask(cascade: boolean): Promise<void> {
  const ports = { ...mall.shop.process.ports, queues: { wake: () => Promise.resolve() } };
  await requestDeletion(mall.shop.name, { cascade, requestedBy: "ann" }, ports);
}

async function sync(): Promise<void> {
  await mall.shop.declare();
  await mall.shop.sync({ "a.yaml": configMap("a", "1") });
}

async function isDeclared(): Promise<boolean> {
  return (await mall.world.reader.specs.read("Application", mall.shop.name)) !== undefined;
}

describe("a cluster that is gone", () => {
  test.each([true, false])("ends the deletion, and the record says so (cascade: %s)", async (cascade) => {
    await sync();
    await ask(cascade);
    const process = startCutOff("CLUSTER_GONE");
    expect(await mall.world.look(mall.shop.name, process)).toMatchObject({ held: false });
    expect(await isDeclared()).toBe(false);
    const { records, state } = await mall.world.read(mall.shop.name);
    expect(state).toBeUndefined();
    expect(records[0]).toMatchObject({ kind: "deletion", phase: "Succeeded" });
    expect(records[0]?.message).toContain("the cluster is gone");
    expect(records[0]?.results.map(({ name, message }) => `${name} ${message}`)).toEqual([
      "a gone with its cluster",
    ]);
  });

  test("ends the sync that ran there as well, and says that its hooks are out of reach", async () => {
    const { shop, world } = mall;
    await shop.declare();
    const stuck = { "argocd.argoproj.io/hook": "PreSync", "test/stuck": "yes" };
    await shop.repository.commit({ "a.yaml": configMap("a", "1") + hookJob("slow", stuck) });
    await world.look(shop.name, shop.process);
    await ask(true);
    await world.look(shop.name, startCutOff("CLUSTER_GONE"));
    const { records } = await world.read(shop.name);
    expect(records.map(({ kind = "sync", phase }) => `${kind} ${phase}`)).toEqual([
      "deletion Succeeded",
      "sync Failed",
    ]);
    expect(records[1]?.message).toContain("its hooks were not cleaned up");
  });
});

describe("a cluster that is out of reach", () => {
  test.each(["CLUSTER_UNREACHABLE", "CLUSTER_UNKNOWN"] as const)(
    "holds a cascading deletion, which says how to give up (%s)",
    async (code) => {
      await sync();
      await ask(true);
      const outcome = await mall.world.look(mall.shop.name, startCutOff(code));
      expect(outcome).toMatchObject({ held: false, failure: { code } });
      expect(await isDeclared()).toBe(true);
      const { state, counters } = await mall.world.read(mall.shop.name);
      expect(state?.conditions[0]?.type).toBe("DeletionError");
      expect(state?.conditions[0]?.message).toContain(
        `outrigger app delete ${mall.shop.name.name} --cascade=false`,
      );
      expect(counters.due).toBeGreaterThan(mall.world.clock.now);
      // Once it answers, the deletion goes on by itself.
      await mall.world.wait(60_000);
      await mall.world.settle(mall.shop.name, mall.shop.process);
      expect(await isDeclared()).toBe(false);
    },
  );

  test("ends a deletion without cascade after a while, and the record says what is left marked", async () => {
    await sync();
    await ask(false);
    const process = startCutOff("CLUSTER_UNREACHABLE");
    await mall.world.look(mall.shop.name, process);
    expect(await isDeclared()).toBe(true);
    mall.world.clock.now += 31_000;
    await mall.world.look(mall.shop.name, process);
    expect(await isDeclared()).toBe(false);
    const { records } = await mall.world.read(mall.shop.name);
    expect(records[0]?.message).toContain("its objects stay in the cluster as they are");
    expect(records[0]?.results.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "PruneSkipped kept; still marked as ours: no cluster (CLUSTER_UNREACHABLE)",
    ]);
  });
});

test("an application whose stored data is damaged can be deleted without cascade", async () => {
  const { shop, world } = mall;
  await sync();
  await world.deleteBulk(shop.name);
  await ask(true);
  await world.look(shop.name, shop.process);
  const { state } = await world.readHead(shop.name);
  expect(state?.conditions.map(({ type }) => type)).toEqual(["DeletionError"]);
  await ask(false);
  await world.look(shop.name, shop.process);
  expect(await isDeclared()).toBe(false);
});

test("an application whose own manifest is wrong can be deleted without cascade", async () => {
  const { shop, world } = mall;
  await sync();
  await shop.declare({
    source: { repoURL: "https://example.org/x.git" },
    syncPolicy: { syncOptions: [...createNamespace, "Wrong=yes"] },
  });
  await ask(true);
  await world.look(shop.name, shop.process);
  const { state } = await world.read(shop.name);
  expect(state?.conditions.map(({ type }) => type)).toEqual(["DeletionError"]);
  await ask(false);
  world.clock.now += 31_000;
  await world.look(shop.name, shop.process);
  expect(await isDeclared()).toBe(false);
});
