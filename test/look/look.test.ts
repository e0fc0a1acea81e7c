import { describe, expect, test } from "vitest";
import { look } from "../../src/look.ts";
import { openMall } from "../reconcile/shop.ts";
import { configMap } from "../stories/manifests.ts";

const mall = openMall();

async function lookAgain() {
  const { shop } = mall;
  shop.process.startRound();
  return await look(shop.name, shop.process.ports);
}

async function openSynced(): Promise<void> {
  const { shop, cluster } = mall;
  await shop.declare();
  await shop.sync({ "a.yaml": configMap("a", "1") });
  cluster.writes();
}

describe("a look at an application where nothing moved", () => {
  test("gives its outcome, and writes neither to the cluster nor to the table", async () => {
    await openSynced();
    const { shop, world, cluster } = mall;
    const before = await world.read(shop.name);
    const outcome = await lookAgain();
    expect(outcome).toEqual({ held: false, state: before.state, bulk: before.bulk, renders: 0, dryRuns: 0 });
    expect(cluster.writes()).toEqual([]);
    expect(await world.read(shop.name)).toEqual(before);
  });
});

describe("a look leaves it to a reconcile", () => {
  test("when nobody has seen the application yet", async () => {
    await mall.shop.declare();
    expect(await lookAgain()).toBeUndefined();
  });

  test.each([
    [
      "when somebody asked for a look",
      ({ shop, world }) => shop.process.ports.applications.mark(shop.name, world.clock.now),
    ],
    [
      "when somebody is at work on it",
      async ({ shop, world }) => {
        const other = shop.start();
        await other.ports.applications.mark(shop.name, world.clock.now);
        await other.ports.applications.acquire(shop.name);
      },
    ],
    [
      "when the cluster has changed",
      ({ shop, cluster }) =>
        cluster.ask("PATCH", `/api/v1/namespaces/${shop.namespace}/configmaps/a`, { data: { value: "2" } }),
    ],
    ["when Git has moved", ({ shop }) => shop.repository.commit({ "a.yaml": configMap("a", "2") })],
    ["when the spec has changed", ({ shop }) => shop.declare({ source: { path: "elsewhere" } })],
    [
      "when the application was deleted",
      ({ shop, world }) => world.reader.specs.delete("Application", shop.name),
    ],
    ["when what is known of it is damaged", ({ shop, world }) => world.deleteBulk(shop.name)],
  ] satisfies [string, (given: typeof mall) => Promise<unknown>][])("%s", async (_, happen) => {
    await openSynced();
    await happen(mall);
    expect(await lookAgain()).toBeUndefined();
    expect(mall.cluster.writes().filter((write) => JSON.stringify(write).includes("outrigger/"))).toEqual([]);
  });
});
