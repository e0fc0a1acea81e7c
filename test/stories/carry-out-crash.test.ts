import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/errors.ts";
import type { ShortObject } from "../plan/situation.ts";
import { SyncWorld } from "./sync-world.ts";

const objects: readonly ShortObject[] = [
  { hook: "batch/v1 Job shop/migrate" },
  { hook: "batch/v1 Job shop/step-*", policies: ["HookSucceeded"], wave: 1 },
  { object: "v1 ConfigMap shop/settings" },
  { object: "v1 ConfigMap shop/more" },
  { object: "apps/v1 Deployment shop/web", spec: { replicas: 2 } },
  { object: "apps/v1 Deployment shop/worker", spec: { replicas: 1 }, wave: 2 },
  { hook: "batch/v1 Job shop/load", phases: ["Sync"], wave: 2 },
  { hook: "batch/v1 Job shop/smoke-test-*", phases: ["PostSync"] },
  { hook: "batch/v1 Job shop/tell", phases: ["SyncFail"] },
];

const old = { name: "old", namespace: "shop", labels: { extra: "true" } };

function toWorld(isFailing: boolean): SyncWorld {
  const world = new SyncWorld(objects);
  world.seed({ apiVersion: "v1", kind: "ConfigMap", metadata: old });
  world.cluster.deletesDoneJobs = true;
  if (isFailing) {
    const no = new ReconcileError("APPLY_REJECTED", "no");
    world.cluster.refusal = ({ metadata }) => (metadata.name === "worker" ? no : undefined);
  }
  return world;
}

const toEnd = (world: SyncWorld) => ({
  phase: world.saved.phase,
  objects: world.cluster.snapshot(),
  runs: [...world.cluster.runs].sort(),
});

describe.each([
  { what: "that succeeds", isFailing: false, phase: "Succeeded" },
  { what: "that fails", isFailing: true, phase: "Failed" },
])("a sync $what, stopped anywhere and called again", ({ isFailing, phase }) => {
  describe.each([{ replan: true }, { replan: false }])("with replan: $replan", ({ replan }) => {
    test("ends in the same place, and no hook that succeeded runs again", async () => {
      const whole = toWorld(isFailing);
      await whole.settle({ replan });
      const end = toEnd(whole);
      expect(end.phase).toBe(phase);
      expect(whole.awaits).toBeGreaterThan(20);
      for (let crashAt = 1; crashAt <= whole.awaits; crashAt += 1) {
        for (const crashesAfter of [false, true]) {
          const world = toWorld(isFailing);
          world.crashAt = crashAt;
          world.crashesAfter = crashesAfter;
          await world.settle({ replan });
          expect(toEnd(world), `crash ${crashesAfter ? "after" : "before"} await ${crashAt}`).toEqual(end);
          for (const [hook, count] of world.cluster.runs) expect(count, hook).toBe(1);
        }
      }
    });
  });
});

describe("a sync that deletes objects to create them again, stopped anywhere", () => {
  const options = { replace: true, force: true };
  const recreated: readonly ShortObject[] = [
    { object: "batch/v1 Job shop/report", options },
    { object: "v1 ConfigMap shop/frozen", spec: { value: 2 }, options: { force: true } },
    { object: "v1 ConfigMap shop/last", wave: 1 },
  ];
  const toRecreating = () => {
    const world = new SyncWorld(recreated);
    const marks = { annotations: { "argocd.argoproj.io/tracking-id": "shop:batch/Job shop/report" } };
    world.seed({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "report", namespace: "shop", ...marks },
    });
    world.seed({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "frozen", namespace: "shop" },
      spec: { value: 1 },
    });
    const no = new ReconcileError("IMMUTABLE", "no");
    const isOld = () => world.cluster.objects.get("ConfigMap shop/frozen")?.metadata.uid === "seed-frozen";
    world.cluster.immutable = ({ metadata }) => (metadata.name === "frozen" && isOld() ? no : undefined);
    return world;
  };

  test("ends in the same place, with new objects, and nothing is lost", async () => {
    const whole = toRecreating();
    await whole.settle();
    const end = toEnd(whole);
    expect(end.phase).toBe("Succeeded");
    const messages = whole.saved.results.map(({ name, message }) => `${name}: ${message}`);
    expect(messages).toEqual([
      "frozen: deleted and created again",
      "report: deleted and created again",
      "last: created",
    ]);
    for (let crashAt = 1; crashAt <= whole.awaits; crashAt += 1) {
      for (const crashesAfter of [false, true]) {
        const world = toRecreating();
        world.crashAt = crashAt;
        world.crashesAfter = crashesAfter;
        await world.settle();
        const at = `crash ${crashesAfter ? "after" : "before"} await ${crashAt}`;
        expect({ ...toEnd(world), runs: [] }, at).toEqual({ ...end, runs: [] });
        const uids = [...world.cluster.objects.values()].map(({ metadata }) => metadata.uid ?? "");
        expect(
          uids.filter((uid) => /seed-(?:report|frozen)/.test(uid)),
          at,
        ).toEqual([]);
      }
    }
  });
});

test("waves never overlap, wherever a sync is stopped", async () => {
  const place = (write: string) => {
    const order = ["migrate", "step-", "old", "settings", "more", "web", "worker", "load", "smoke-test-"];
    const waves = [0, 1, 2, 2, 2, 2, 3, 3, 4];
    return waves[order.findIndex((name) => write.includes(`/${name}`))] ?? -1;
  };
  const whole = toWorld(false);
  await whole.settle();
  for (let crashAt = 1; crashAt <= whole.awaits; crashAt += 1) {
    const world = toWorld(false);
    world.crashAt = crashAt;
    await world.settle();
    const firsts = world.cluster.writes.filter((write) => /^(create|apply) /.test(write));
    const started = new Map<string, number>();
    for (const [index, write] of firsts.entries()) {
      const name = write.replace(/^\w+ /, "");
      if (!started.has(name)) started.set(name, index);
    }
    const waves = [...started.keys()].map(place);
    expect(waves, `crash at ${crashAt}`).toEqual([...waves].sort((a, b) => a - b));
  }
});
