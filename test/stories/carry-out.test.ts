import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/errors.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { limits } from "../../src/limits.ts";
import type { ShortObject } from "../plan/situation.ts";
import { toTestOperation } from "../sync/step-case.ts";
import { SyncWorld } from "./sync-world.ts";

const settings = { object: "v1 ConfigMap shop/settings", spec: { color: "red" } };
const late = { object: "v1 ConfigMap shop/late", wave: 1 };
const web = { object: "apps/v1 Deployment shop/web", spec: { replicas: 2 } };
const migrate: ShortObject = { hook: "batch/v1 Job shop/migrate" };

const toExtra = (name: string, metadata = {}): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "shop", labels: { extra: "true" }, ...metadata },
});

describe("applies", () => {
  test("a single wave is a success after its applies, without looking again", async () => {
    const world = new SyncWorld([web, settings]);
    const { operation, wait, written } = await world.call();
    expect(wait).toBeUndefined();
    expect(operation).toMatchObject({ phase: "Succeeded", finishedAt: 0 });
    expect(world.cluster.writes).toEqual(["apply ConfigMap shop/settings", "apply apps/Deployment shop/web"]);
    expect([...written.keys()]).toEqual(["ConfigMap shop/settings", "apps/Deployment shop/web"]);
    expect(operation.results.map(({ phase, code }) => [phase, code])).toEqual([
      ["Succeeded", "Synced"],
      ["Succeeded", "Synced"],
    ]);
    expect(world.awaits).toBe(2);
  });

  test("a second sync writes nothing, and saves nothing", async () => {
    const world = new SyncWorld([settings, web, late]);
    await world.settle();
    world.saved = toTestOperation({ id: "op-2" });
    const before = [world.cluster.writes.length, world.awaits];
    world.cluster.tick();
    const { operation } = await world.settle();
    expect(operation.phase).toBe("Succeeded");
    expect(operation.results.map(({ message }) => message)).toEqual(["unchanged", "unchanged", "unchanged"]);
    expect(world.cluster.writes.length).toBe(before[0]);
    // One question whether to give way, between the waves.
    expect(world.awaits).toBe((before[1] ?? 0) + 1);
  });

  test("a later wave waits for health, and the wait has a reason", async () => {
    const world = new SyncWorld([web, late]);
    const first = await world.call();
    expect(first.wait).toEqual({
      untilMs: 1_000,
      reason: "waiting for healthy state of apps/Deployment shop/web: Progressing",
    });
    expect(world.cluster.writes).toEqual(["apply apps/Deployment shop/web"]);
    world.cluster.tick();
    expect((await world.call()).operation.phase).toBe("Succeeded");
    expect(world.cluster.writes.at(-1)).toBe("apply ConfigMap shop/late");
  });

  test("a wave that never gets healthy fails at its deadline", async () => {
    const world = new SyncWorld([web, late]);
    world.cluster.stuck.add("apps/Deployment shop/web");
    const { operation } = await world.settle();
    expect(operation.phase).toBe("Failed");
    expect(operation.message).toContain("not done after 10 minutes: Progressing");
    expect(world.now).toBeGreaterThanOrEqual(limits.waveDeadlineMs);
    expect(world.cluster.writes).not.toContain("apply ConfigMap shop/late");
  });

  test("what the API server refuses fails with its message; the others of the wave go on", async () => {
    const world = new SyncWorld([settings, web, late]);
    world.cluster.refusal = (object) =>
      object.kind === "ConfigMap" ? new ReconcileError("APPLY_REJECTED", "data: Invalid value") : undefined;
    const { operation } = await world.settle();
    expect(operation.phase).toBe("Failed");
    expect(operation.message).toContain("ConfigMap shop/settings: data: Invalid value");
    expect(world.cluster.writes).toEqual(["apply apps/Deployment shop/web"]);
  });

  test("what may pass is tried again until it does", async () => {
    const world = new SyncWorld([settings]);
    const down = new ReconcileError("WEBHOOK_UNAVAILABLE", "webhook policy.example.com is not up");
    world.cluster.refusal = () => (world.now < 30_000 ? down : undefined);
    const first = await world.call();
    expect(first.wait?.reason).toContain("webhook policy.example.com is not up");
    expect((await world.settle()).operation.phase).toBe("Succeeded");
  });

  test("or until its deadline", async () => {
    const world = new SyncWorld([settings]);
    world.cluster.refusal = () => new ReconcileError("CLUSTER_UNREACHABLE", "connection refused");
    const { operation } = await world.settle();
    expect(operation).toMatchObject({ phase: "Failed" });
    expect(operation.message).toContain("gave up trying again: connection refused");
  });

  test("a terminating object is waited for, and created when it is gone", async () => {
    const world = new SyncWorld([settings]);
    const finalizers = ["example.com/backup"];
    const metadata = { name: "settings", namespace: "shop", deletionTimestamp: "now", finalizers };
    world.seed({ apiVersion: "v1", kind: "ConfigMap", metadata });
    const first = await world.call();
    expect(first.wait?.reason).toContain("being deleted, held by example.com/backup");
    world.cluster.objects.delete("ConfigMap shop/settings");
    expect((await world.call(false)).operation.phase).toBe("Succeeded");
    expect(world.cluster.writes).toEqual(["apply ConfigMap shop/settings"]);
  });

  test("an object that was replaced since the plan is read again before it is written", async () => {
    const world = new SyncWorld([settings]);
    world.seed({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: "shop" } });
    await world.call().catch(() => undefined);
    world.saved = toTestOperation();
    world.cluster.objects.delete("ConfigMap shop/settings");
    world.seed({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings", namespace: "shop", uid: "replaced" },
    });
    expect((await world.call(false)).wait?.reason).toContain("it is another object");
    expect((await world.call(false)).operation.phase).toBe("Succeeded");
  });

  test("an object that another application took over since the plan is not written", async () => {
    const world = new SyncWorld([settings]);
    const down = new ReconcileError("CLUSTER_BUSY", "too many requests");
    world.cluster.refusal = () => down;
    await world.call();
    world.cluster.refusal = () => undefined;
    const annotations = { "argocd.argoproj.io/tracking-id": "stock:/ConfigMap:shop/settings" };
    const metadata = { name: "settings", namespace: "shop", annotations };
    world.seed({ apiVersion: "v1", kind: "ConfigMap", metadata });
    const { operation } = await world.call(false);
    expect(operation.message).toContain("another application has taken it over");
    expect(world.cluster.writes).toEqual([]);
  });

  test("the destination namespace is created first, and is no part of the application", async () => {
    const world = new SyncWorld([settings], { createNamespace: { name: "shop" } });
    world.cluster.objects.clear();
    const { operation, written } = await world.settle();
    expect(operation.phase).toBe("Succeeded");
    expect(world.cluster.writes).toEqual(["apply Namespace shop", "apply ConfigMap shop/settings"]);
    expect([...written.keys()]).toEqual(["ConfigMap shop/settings"]);
  });

  test("objects of a kind that this sync brings wait until the CRD is established", async () => {
    const spec = { group: "example.com", names: { kind: "Widget" } };
    const crd = { object: "apiextensions.k8s.io/v1 CustomResourceDefinition widgets.example.com", spec };
    const world = new SyncWorld([{ object: "example.com/v1 Widget shop/one" }, crd]);
    expect((await world.call()).wait?.reason).toContain("waiting for healthy state of apiextensions.k8s.io");
    const { operation } = await world.settle({ replan: false });
    expect(operation.phase).toBe("Succeeded");
    expect(world.cluster.writes).toEqual([
      "apply apiextensions.k8s.io/CustomResourceDefinition widgets.example.com",
      "apply example.com/Widget shop/one",
    ]);
  });
});

describe("prunes", () => {
  test("what left Git is deleted, by uid and version", async () => {
    const world = new SyncWorld([settings]);
    world.seed(toExtra("old"));
    const { operation, pruned } = await world.settle();
    expect(operation.phase).toBe("Succeeded");
    expect(pruned).toEqual([{ group: "", kind: "ConfigMap", namespace: "shop", name: "old" }]);
    expect(world.cluster.objects.has("ConfigMap shop/old")).toBe(false);
  });

  test("what changed since it was compared is left to the next sync", async () => {
    const world = new SyncWorld([settings]);
    world.seed(toExtra("old"));
    world.deadline = -1;
    await world.call();
    world.deadline = Number.POSITIVE_INFINITY;
    world.seed(toExtra("old", { resourceVersion: "99" }));
    const { operation, pruned } = await world.call(false);
    expect(operation.phase).toBe("Succeeded");
    expect(operation.results.find(({ prune }) => prune)).toMatchObject({ code: "PruneSkipped" });
    expect(pruned).toEqual([]);
    expect(world.cluster.objects.has("ConfigMap shop/old")).toBe(true);
  });

  test("the next wave waits until it is gone, and says who holds it", async () => {
    const world = new SyncWorld([{ ...settings, wave: 1 }]);
    world.seed(toExtra("old", { finalizers: ["example.com/backup"] }));
    expect((await world.call()).wait?.reason).toContain("held by example.com/backup");
    world.cluster.objects.delete("ConfigMap shop/old");
    expect((await world.call()).operation.phase).toBe("Succeeded");
  });
});

describe("leases, deadlines, giving way", () => {
  test("a lost lease stops every write and is thrown", async () => {
    const world = new SyncWorld([settings, web]);
    world.guard = () => {
      throw new ReconcileError("LEASE_LOST", "too little of the lease is left");
    };
    await expect(world.call()).rejects.toThrow("too little of the lease is left");
    expect(world.cluster.writes).toEqual([]);
  });

  test("after the deadline no step is taken, and the sync goes on later", async () => {
    const world = new SyncWorld([settings]);
    world.deadline = 0;
    const { wait, operation } = await world.call();
    expect(wait?.untilMs).toBe(0);
    expect(operation.phase).toBe("Running");
    expect(world.cluster.writes).toEqual([]);
    world.deadline = 1;
    expect((await world.call()).operation.phase).toBe("Succeeded");
  });

  test("a newer revision takes over between waves, not within one", async () => {
    const world = new SyncWorld([settings, web, late]);
    world.shouldYield = true;
    const { operation, yielded } = await world.settle();
    expect(yielded).toBe(true);
    expect(operation).toMatchObject({ phase: "Failed", superseded: true, terminated: true });
    expect(world.cluster.writes).toEqual(["apply ConfigMap shop/settings", "apply apps/Deployment shop/web"]);
  });

  test("but not for ever", async () => {
    const world = new SyncWorld([settings, late]);
    world.shouldYield = true;
    world.saved = toTestOperation({ yields: limits.yieldsMax });
    expect((await world.settle()).operation.phase).toBe("Succeeded");
  });

  test("an operation that is stopped deletes its running hook", async () => {
    const world = new SyncWorld([migrate, settings]);
    await world.call();
    world.saved = { ...world.saved, phase: "Terminating", message: "stopped by ann" };
    const { operation } = await world.settle();
    expect(operation).toMatchObject({ phase: "Failed", message: "stopped by ann", terminated: true });
    expect([...world.cluster.objects.keys()]).toEqual(["Namespace shop"]);
  });
});
