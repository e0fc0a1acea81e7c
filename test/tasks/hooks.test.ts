import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/errors.ts";
import { beginRetry, nextRetry } from "../../src/sync/retry.ts";
import type { ShortObject } from "../plan/situation.ts";
import { SyncWorld } from "../stories/sync-world.ts";
import { toTestOperation } from "../sync/step-case.ts";

const settings = { object: "v1 ConfigMap shop/settings" };
const migrate: ShortObject = { hook: "batch/v1 Job shop/migrate" };
const step: ShortObject = { hook: "batch/v1 Job shop/step-*" };
const job = "batch/Job shop/migrate";

describe("a hook", () => {
  test("is created, held, read, saved, released; then the sync goes on", async () => {
    const world = new SyncWorld([migrate, settings]);
    const first = await world.call();
    expect(first.wait?.reason).toBe(`waiting for completion of hook ${job}: Progressing`);
    expect(world.cluster.objects.get(job)?.metadata.finalizers).toEqual(["outrigger.dev/hook"]);
    expect((await world.settle()).operation.phase).toBe("Succeeded");
    expect(world.cluster.objects.get(job)?.metadata.finalizers).toBeUndefined();
    expect(world.cluster.writes).toEqual([`apply ${job}`, `apply ${job}`, "apply ConfigMap shop/settings"]);
  });

  test("with TTL 0 stays readable until its outcome is saved, and is gone afterwards", async () => {
    const world = new SyncWorld([migrate, settings]);
    world.cluster.deletesDoneJobs = true;
    expect((await world.settle()).operation.phase).toBe("Succeeded");
    expect(world.cluster.objects.has(job)).toBe(false);
    expect(world.cluster.runs.get("migrate")).toBe(1);
  });

  test("that is deleted while it runs has failed", async () => {
    const world = new SyncWorld([migrate, settings]);
    await world.call();
    world.cluster.objects.delete(job);
    const { operation } = await world.call();
    expect(operation.phase).toBe("Failed");
    expect(operation.message).toContain("vanished before its outcome could be read");
    expect(world.cluster.objects.has("ConfigMap shop/settings")).toBe(false);
  });

  test("with a generated name is started once, under a name of its own in each operation", async () => {
    const world = new SyncWorld([step]);
    await world.settle();
    const names = () => [...world.cluster.objects.keys()].filter((key) => key.includes("step-"));
    expect(names()).toHaveLength(1);
    world.saved = toTestOperation({ id: "op-2" });
    await world.settle();
    expect(names()).toHaveLength(2);
  });

  test("of an earlier sync is deleted before it is created again", async () => {
    const world = new SyncWorld([migrate]);
    await world.settle();
    world.saved = toTestOperation({ id: "op-2" });
    expect((await world.settle()).operation.phase).toBe("Succeeded");
    expect(world.cluster.runs.get("migrate")).toBe(2);
    expect(world.cluster.writes.filter((write) => write === `delete ${job}`)).toHaveLength(1);
  });

  test("of an earlier sync that died while it ran is released too", async () => {
    const world = new SyncWorld([migrate]);
    await world.call();
    world.saved = toTestOperation({ id: "op-2" });
    expect((await world.settle()).operation.phase).toBe("Succeeded");
    expect(world.cluster.writes).toContain(`delete ${job}`);
  });

  test("without BeforeHookCreation is created once", async () => {
    const world = new SyncWorld([{ ...migrate, policies: ["HookFailed"] }]);
    await world.settle();
    world.saved = toTestOperation({ id: "op-2" });
    expect((await world.settle()).operation.phase).toBe("Succeeded");
    expect(world.cluster.runs.get("migrate")).toBe(1);
  });

  test("of a kind without health is done at once, and updated by the next sync", async () => {
    const world = new SyncWorld([{ hook: "v1 ConfigMap shop/marker", policies: ["HookFailed"] }]);
    expect((await world.call()).operation.phase).toBe("Succeeded");
    world.saved = toTestOperation({ id: "op-2" });
    expect((await world.call()).operation.phase).toBe("Succeeded");
    expect(world.cluster.writes).toEqual(["create ConfigMap shop/marker", "apply ConfigMap shop/marker"]);
  });

  test("is deleted after its success by HookSucceeded", async () => {
    const world = new SyncWorld([{ ...migrate, policies: ["HookSucceeded"] }, settings]);
    expect((await world.settle()).operation.phase).toBe("Succeeded");
    expect(world.cluster.objects.has(job)).toBe(false);
    expect(world.cluster.runs.get("migrate")).toBe(1);
  });

  test("is kept after its failure by HookSucceeded, and deleted by HookFailed", async () => {
    for (const [policy, isKept] of [
      ["HookSucceeded", true],
      ["HookFailed", false],
    ] as const) {
      const world = new SyncWorld([{ ...migrate, policies: [policy] }, settings]);
      world.cluster.failing.add("migrate");
      const { operation } = await world.settle();
      expect(operation.message).toContain(`${job}: job failed`);
      expect(world.cluster.objects.has(job)).toBe(isKept);
    }
  });

  test("does not take the place of an object that is no hook", async () => {
    const world = new SyncWorld([{ hook: "v1 ConfigMap shop/marker" }]);
    world.seed({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "marker", namespace: "shop" } });
    const { operation } = await world.settle();
    expect(operation.message).toContain("an object of that name exists that is no hook of this application");
    expect(world.cluster.writes).toEqual([]);
  });

  test("that may not be released is done nevertheless, and its result says so", async () => {
    const world = new SyncWorld([migrate]);
    world.cluster.refusal = ({ metadata }) =>
      metadata.finalizers === undefined ? new ReconcileError("FORBIDDEN", "cannot patch jobs") : undefined;
    const { operation } = await world.settle();
    expect(operation.phase).toBe("Succeeded");
    expect(operation.results[0]?.message).toBe("job done (not cleaned up: cannot patch jobs)");
  });

  test("is cleaned up when the cluster lets us", async () => {
    const world = new SyncWorld([{ ...migrate, policies: ["HookSucceeded"] }]);
    await world.call();
    world.cluster.tick();
    world.cluster.refusal = () =>
      world.now < 5_000 ? new ReconcileError("CLUSTER_BUSY", "too many requests") : undefined;
    expect((await world.call()).wait?.reason).toBe("too many requests");
    expect((await world.settle()).operation.phase).toBe("Succeeded");
    expect(world.cluster.objects.has(job)).toBe(false);
  });
});

describe("retries", () => {
  test("a hook that has succeeded does not run again in the same operation; one that failed does", async () => {
    const load: ShortObject = { hook: "batch/v1 Job shop/load", phases: ["Sync"] };
    const world = new SyncWorld([migrate, load]);
    world.cluster.failing.add("load");
    const { operation } = await world.settle();
    expect(operation.phase).toBe("Failed");
    const waiting = nextRetry(operation, { limit: 1, durationMs: 1, factor: 1, maxDurationMs: 1 }, world.now);
    if (waiting === undefined) throw new Error("no retry");
    world.cluster.failing.clear();
    world.saved = beginRetry(waiting);
    expect((await world.settle()).operation).toMatchObject({ phase: "Succeeded", retries: 1 });
    expect([...world.cluster.runs]).toEqual([
      ["migrate", 1],
      ["load", 1],
    ]);
  });

  test("SyncFail hooks run after each failed attempt", async () => {
    const tell: ShortObject = { hook: "batch/v1 Job shop/tell-*", phases: ["SyncFail"] };
    const world = new SyncWorld([tell, settings]);
    world.cluster.refusal = ({ kind }) =>
      kind === "ConfigMap" ? new ReconcileError("APPLY_REJECTED", "no") : undefined;
    const { operation } = await world.settle();
    const waiting = nextRetry(operation, { limit: 1, durationMs: 1, factor: 1, maxDurationMs: 1 }, world.now);
    if (waiting === undefined) throw new Error("no retry");
    world.saved = beginRetry(waiting);
    expect((await world.settle()).operation.phase).toBe("Failed");
    expect([...world.cluster.runs.values()]).toEqual([1, 1]);
  });
});
