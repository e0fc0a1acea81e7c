import { describe, expect, test } from "vitest";
import type { ShortObject } from "../plan/situation.ts";
import { SyncWorld } from "./sync-world.ts";

const objects: readonly ShortObject[] = [
  { hook: "batch/v1 Job shop/migrate", policies: ["BeforeHookCreation"] },
  { hook: "batch/v1 Job shop/step-*", policies: ["HookSucceeded"], wave: 1 },
  { object: "v1 ConfigMap shop/settings" },
  { object: "v1 ConfigMap shop/more" },
  { object: "apps/v1 Deployment shop/web", spec: { replicas: 2 } },
  { object: "apps/v1 Deployment shop/worker", spec: { replicas: 1 }, wave: 2 },
  { hook: "batch/v1 Job shop/smoke-test-*", phases: ["PostSync"], policies: ["HookSucceeded"] },
];
const requestMs = 1_000;

const toEnd = (world: SyncWorld) => ({
  phase: world.saved.phase,
  results: world.saved.results.map(({ kind, name, phase, code }) => [kind, name, phase, code]).toSorted(),
  objects: world.cluster.snapshot(),
  runs: [...world.cluster.runs].toSorted(),
});

describe("a sync in calls that have time for a few requests", () => {
  // With less, a hook could be read and never written.
  test.each([2, 3, 4, 5, 7, 10])(
    "%i: begins none after its time, ends in the same place, runs hooks once",
    async (count) => {
      const whole = new SyncWorld(objects);
      await whole.settle();
      const world = new SyncWorld(objects);
      world.requestMs = requestMs;
      let calls = 0;
      for (let isOver = false; !isOver; calls += 1) {
        expect(calls, world.saved.message).toBeLessThan(200);
        const end = world.now + count * requestMs;
        world.deadline = end;
        const { wait } = await world.call();
        expect(world.lastRequestAt).toBeLessThan(end);
        expect(world.now).toBeLessThan(end + requestMs);
        isOver = wait === undefined;
        world.now = Math.max(world.now, wait?.untilMs ?? 0);
        world.cluster.tick();
      }
      expect(calls).toBeGreaterThan(3);
      expect(toEnd(world)).toEqual(toEnd(whole));
      for (const [hook, runs] of world.cluster.runs) expect(runs, hook).toBe(1);
    },
  );

  test("what is ending keeps its reason, whatever it waits for", async () => {
    const world = new SyncWorld(objects);
    await world.call();
    world.saved = { ...world.saved, phase: "Terminating", message: "operation terminated" };
    world.deadline = world.now;
    expect((await world.call()).operation.message).toBe("operation terminated");
    world.deadline = Number.POSITIVE_INFINITY;
    expect((await world.call()).operation).toMatchObject({
      phase: "Failed",
      message: "operation terminated",
    });
  });
});
