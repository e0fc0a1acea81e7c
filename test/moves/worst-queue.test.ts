import { describe, expect, test } from "vitest";
import { markAndWake } from "../../src/moves/wake.ts";
import { openMall } from "../reconcile/shop.ts";
import { configMap, hookJob } from "../stories/manifests.ts";
import { Factory } from "./factory.ts";
import type { Fate } from "./memory-queues.ts";

const mall = openMall();
const minuteMs = 60_000;
const hook = { "argocd.argoproj.io/hook": "PreSync" };

describe("queues at their worst", () => {
  test.each([1, 2, 3])(
    "lost, doubled and late at random (%i): every commit is synced in the end, each hook once",
    async (seed) => {
      const { shop, world } = mall;
      await shop.declare();
      await shop.repository.commit({ "a.yaml": hookJob("migrate", hook) + configMap("a", "1") });
      const factory = new Factory(world, shop.process);
      const random = toRandom(seed);
      const fates: readonly Fate[] = ["deliver", "lose", "double", 20_000, 3 * minuteMs];
      factory.queues.fate = () => fates[Math.floor(random() * fates.length)] ?? "deliver";
      await markAndWake([shop.name], factory.ports());
      await factory.run(12 * minuteMs);
      await shop.repository.commit({
        "a.yaml": undefined,
        "c.yaml": hookJob("check", hook) + configMap("c", "1"),
      });
      await factory.run(25 * minuteMs);
      const { state, records, bulk } = await world.read(shop.name);
      expect(state).toMatchObject({ sync: { status: "Synced" }, health: { status: "Healthy" } });
      expect(records.map(({ phase }) => phase)).toEqual(["Succeeded", "Succeeded"]);
      expect(bulk?.inventory.map(({ name }) => name)).toEqual(["c"]);
      const starts = mall.cluster.sandbox.requests.filter(
        ({ method, path, status }) =>
          method === "PATCH" && status === 201 && path.includes(`/${shop.namespace}/jobs/`),
      );
      expect(starts).toHaveLength(2);
    },
  );
});

/** A generator of Lehmer's: the same numbers for the same seed. */
function toRandom(seed: number): () => number {
  let state = seed * 7_919;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
