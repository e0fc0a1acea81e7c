import { expect, test } from "vitest";
import type { ApplicationName } from "../../src/application/application.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { reconcile } from "../../src/reconcile.ts";
import { application, configMap, deployment } from "../stories/manifests.ts";
import { automatic, openMall } from "./shop.ts";

const mall = openMall();

/** Applications beside the shop, each in a folder of the same repository, with a Deployment that takes its time. */
async function declareMany(count: number): Promise<readonly ApplicationName[]> {
  const { shop, world } = mall;
  const wave = { "argocd.argoproj.io/sync-wave": "1" };
  const files: Record<string, string> = {};
  const names: ApplicationName[] = [];
  for (let n = 0; n < count; n += 1) {
    const name = `${shop.name.name}-${n}`;
    files[`${name}/web.yaml`] = deployment("web", 1) + configMap("later", "1", wave);
    const source = { repoURL: shop.repository.url, path: name, targetRevision: "main" };
    await world.save(application(name, shop.repository.url, { ...automatic, source }));
    names.push({ namespace: "argocd", name });
  }
  await shop.repository.commit(files);
  return names;
}

/** The process of the shop under a limit. */
function limited(operationsPerCluster: number): Ports {
  const { ports } = mall.shop.process;
  return { ...ports, settings: { ...ports.settings, operationsPerCluster } };
}

async function lookAt(name: ApplicationName, ports: Ports) {
  const { world, shop } = mall;
  shop.process.startRound();
  await ports.applications.mark(name, world.clock.now);
  await reconcile(name, ports, { deadline: world.clock.now + 60_000 });
  return (await world.read(name)).state;
}

test("no more operations than the limit run at once on a cluster; the others wait for their turn, and say for whom", async () => {
  const names = await declareMany(5);
  const ports = limited(2);
  let most = 0;
  for (let round = 0; round < 12; round += 1) {
    const states = [];
    for (const name of names) states.push(await lookAt(name, ports));
    const running = states.filter((state) => state?.operation !== undefined);
    most = Math.max(most, running.length);
    if (round === 0) {
      expect(states[4]?.conditions).toMatchObject([
        {
          type: "WaitingForTurn",
          message: `waiting for its turn on cluster in-cluster: argocd/${names[0]?.name}, argocd/${names[1]?.name} are being synced, and outrigger.operations.per.cluster is 2`,
        },
      ]);
    }
    await mall.world.wait(2_000);
  }
  expect(most).toBe(2);
  for (const name of names) {
    expect((await mall.world.read(name)).state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
  }
});

test("a turn of an operation that nobody goes on with is over after a while", async () => {
  const [one, other] = await declareMany(2);
  if (one === undefined || other === undefined) throw new Error("none declared");
  const ports = limited(1);
  expect((await lookAt(one, ports))?.operation).toBeDefined();
  expect((await lookAt(other, ports))?.operation).toBeUndefined();
  await mall.world.wait(5 * 60_000 + 1);
  expect((await lookAt(other, ports))?.operation).toBeDefined();
});

test("without a limit nothing is asked of the table", async () => {
  const { shop } = mall;
  const seats: string[] = [];
  const watched = shop.start();
  const ports: Ports = {
    ...watched.ports,
    seats: {
      take: () => Promise.reject(new Error(`asked for a seat: ${seats.push("take")}`)),
      give: () => Promise.reject(new Error(`gave a seat: ${seats.push("give")}`)),
    },
  };
  await shop.declare();
  await shop.repository.commit({ "a.yaml": configMap("a", "1") });
  expect((await lookAt(shop.name, ports))?.sync.status).toBe("Synced");
  expect(seats).toEqual([]);
});
