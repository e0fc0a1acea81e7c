import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import { createCluster } from "../../../src/sandbox/cluster/cluster.ts";
import type { Context, Controller, Place } from "../../../src/sandbox/controllers/context.ts";
import { runControllers } from "../../../src/sandbox/controllers/run-controllers.ts";
import { itself } from "../../../src/sandbox/controllers/watches.ts";

const map = (name: string): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "n", uid: name },
});
const controller = (reconcile: (context: Context, place: Place) => void): Controller => ({
  name: "test",
  rank: 0,
  watches: { "/configmaps": itself },
  reconcile,
});
const settle = (state: { readonly settlers: readonly (() => void)[] }) => {
  for (const each of state.settlers) each();
};

describe("controllers are run", () => {
  test("over every change, and over what is there at the start", () => {
    const state = createCluster(() => new Date());
    state.store.write("/configmaps", map("old"));
    const seen: string[] = [];
    const running = runControllers(state, [controller((_, { name }) => seen.push(name))], {
      delayMs: 0,
      timeScale: 0,
    });
    state.store.write("/configmaps", map("new"));
    state.store.write("/configmaps", map("new"));
    settle(state);
    expect(seen).toEqual(["old", "new"]);
    running.stop();
  });

  test("an error is kept, tried again twice, and breaks nothing", () => {
    const state = createCluster(() => new Date());
    const broken = controller(() => {
      throw new Error("oh");
    });
    const running = runControllers(state, [broken], { delayMs: 0, timeScale: 0 });
    state.store.write("/configmaps", map("a"));
    settle(state);
    expect(running.failures).toHaveLength(3);
    expect(running.failures[0]).toMatch(/^test n\/a: Error: oh/);
    running.stop();
  });

  test("a controller that never settles is left for later", () => {
    const state = createCluster(() => new Date());
    let count = 0;
    const restless = controller(({ state: { store } }, { name }) => {
      count += 1;
      store.write("/configmaps", map(name));
    });
    const running = runControllers(state, [restless], { delayMs: 0, timeScale: 0 });
    state.store.write("/configmaps", map("a"));
    settle(state);
    expect(count).toBe(200);
    running.stop();
  });

  test("a controller comes back at the time of day that it asks for", async () => {
    const state = createCluster(() => new Date());
    let count = 0;
    const own: Controller = controller((context, place) => {
      count += 1;
      if (count === 1) context.wakeAt(own, place, new Date(Date.now() + 20));
    });
    const running = runControllers(state, [own], { delayMs: 0, timeScale: 0 });
    state.store.write("/configmaps", map("a"));
    settle(state);
    await expect.poll(() => count).toBe(2);
    running.stop();
  });
});
