import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { settle } from "../../src/local/settle.ts";
import type { Outcome } from "../../src/stories/outcome.ts";
import { createTestRepository, type TestRepository } from "../git-server.ts";
import { application, configMap, deployment } from "../stories/manifests.ts";
import { openSandboxCluster, type SandboxCluster } from "../stories/sandbox-cluster.ts";
import { World, type WorldProcess } from "../stories/world.ts";

let cluster: SandboxCluster;
let world: World;
let folder: string;
let repository: TestRepository;
let process: WorldProcess;
let count = 0;
let name = { namespace: "argocd", name: "" };

beforeAll(async () => {
  cluster = await openSandboxCluster();
  world = await World.open(cluster);
  folder = await mkdtemp(join(tmpdir(), "outrigger-settle-"));
});
beforeEach(async () => {
  count += 1;
  name = { namespace: "argocd", name: `settle-${count}` };
  repository = await createTestRepository(folder, name.name);
  process = world.startProcess(name.name);
  const syncPolicy = { automated: {}, syncOptions: ["CreateNamespace=true"] };
  await world.save(application(name.name, repository.path, { syncPolicy }));
  return () => process.close();
});
afterAll(async () => {
  await world.close();
  await cluster.close();
  await rm(folder, { recursive: true });
});

/** Settles with waits that only move the clock; `onSleep` is called in each. */
async function rest(
  timeoutMs: number,
  onSleep: (milliseconds: number) => Promise<void> = (ms) => world.wait(ms),
) {
  const looks: Outcome[] = [];
  const pauses: number[] = [];
  process.startRound();
  const settled = await settle(name, process.ports, {
    timeoutAt: world.clock.now + timeoutMs,
    inTurn: (work) => work(),
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
      await onSleep(milliseconds);
      process.startRound();
    },
    onLook: (outcome) => looks.push(outcome),
  });
  return { ...settled, looks, pauses };
}

describe("an application is brought to rest", () => {
  test("at once, where nothing has to be waited for", async () => {
    await repository.commit({ "a.yaml": configMap("a", "1") });
    const { outcome, timedOut, looks, pauses } = await rest(60_000);
    expect(timedOut).toBe(false);
    expect(outcome).toMatchObject({ state: { sync: { status: "Synced" }, health: { status: "Healthy" } } });
    expect([looks.length, pauses]).toEqual([1, []]);
  });

  test("when its health is no more Progressing", async () => {
    await repository.commit({ "a.yaml": deployment("web", 2) });
    const { outcome, looks, pauses } = await rest(60_000);
    expect(outcome).toMatchObject({ state: { health: { status: "Healthy" } } });
    expect(looks[0]).toMatchObject({ state: { health: { status: "Progressing" } } });
    expect([looks.length, pauses.length]).toEqual([2, 1]);
  });

  test("or not within its time, and that is said", async () => {
    await repository.commit({ "a.yaml": deployment("web", 2, { "test/stuck": "yes" }) });
    const { outcome, timedOut, pauses } = await rest(5_000);
    expect(timedOut).toBe(true);
    expect(outcome).toMatchObject({ state: { health: { status: "Progressing" } } });
    expect(pauses.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(5_000);
  });

  test("after three failures of an outside in a row it is left as it is", async () => {
    const elsewhere = join(folder, "no-such-repository.git");
    await world.save(
      application(name.name, elsewhere, { source: { repoURL: "http://127.0.0.1:1/x.git", path: "." } }),
    );
    const { outcome, timedOut, looks } = await rest(60_000);
    expect(timedOut).toBe(false);
    expect(looks).toHaveLength(3);
    expect(outcome).toMatchObject({ failure: { code: "REPOSITORY_UNREACHABLE" } });
  });

  test("one that another process holds is looked at again until it is free", async () => {
    await repository.commit({ "a.yaml": configMap("a", "1") });
    const other = world.startProcess(name.name);
    await other.ports.applications.mark(name, world.clock.now);
    const lease = await other.ports.applications.acquire(name);
    expect(lease).toBeDefined();
    const { outcome, looks } = await rest(60_000, async (milliseconds) => {
      await world.wait(milliseconds);
      if (lease !== undefined)
        await other.ports.applications.finish(lease, lease.head, undefined).catch(() => undefined);
    });
    expect(looks[0]).toEqual({ held: true });
    expect(outcome).toMatchObject({ state: { sync: { status: "Synced" } } });
    await other.close();
  });
});
