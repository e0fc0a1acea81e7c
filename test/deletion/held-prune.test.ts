import { expect, test } from "vitest";
import { openMall } from "../reconcile/shop.ts";
import { configMap } from "../stories/manifests.ts";

const mall = openMall();
const path = (name: string) => `/api/v1/namespaces/${mall.shop.namespace}/configmaps/${name}`;

async function hold(name: string, finalizers: readonly string[]): Promise<void> {
  await mall.cluster.ask("PATCH", path(name), { metadata: { finalizers } });
}

test("a pruned object that a finalizer holds stays known, says why, starts no new sync, and goes when it is gone", async () => {
  const { shop, cluster, world } = mall;
  await shop.declare();
  await shop.sync({ "a.yaml": configMap("stays", "1") + configMap("held", "1") });
  await hold("held", ["example.org/hold"]);
  const pruned = await shop.sync({ "a.yaml": configMap("stays", "1") });
  expect(pruned.state?.sync.status).toBe("OutOfSync");
  expect(pruned.bulk?.inventory.map(({ name }) => name)).toEqual(["held", "stays"]);
  cluster.writes();
  const after = await shop.settle();
  expect(after.state).toMatchObject({ sync: { status: "OutOfSync" }, health: { status: "Healthy" } });
  expect(after.state?.conditions.map(({ type }) => type)).toEqual(["DeletionWarning"]);
  expect(after.state?.conditions[0]?.message).toMatch(
    /ConfigMap .*held \(v1\): not in Git any more: being deleted, held by .*example\.org\/hold.*, since 2/,
  );
  expect(after.records).toHaveLength(2);
  expect(cluster.writes()).toEqual([]);
  await hold("held", []);
  await world.wait(1_000);
  const last = await shop.settle();
  expect(last.state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
  expect(last.bulk?.inventory.map(({ name }) => name)).toEqual(["stays"]);
  expect(last.records).toHaveLength(2);
});

test("a pruned object that is back in Git is created again once it is gone", async () => {
  const { shop, world } = mall;
  await shop.declare();
  await shop.sync({ "a.yaml": configMap("stays", "1") + configMap("held", "1") });
  await hold("held", ["example.org/hold"]);
  await shop.sync({ "a.yaml": configMap("stays", "1") });
  await shop.repository.commit({ "a.yaml": configMap("stays", "1") + configMap("held", "2") });
  await world.look(shop.name, shop.process);
  expect((await world.read(shop.name)).state?.operation?.message).toContain("held by example.org/hold");
  await hold("held", []);
  const { state } = await shop.settle();
  expect(state?.sync.status).toBe("Synced");
  expect(await mall.cluster.ask("GET", path("held"))).toMatchObject({ data: { value: "2" } });
});
