import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { formatKey, toRef } from "../../src/kube/key.ts";
import { reconcile } from "../../src/reconcile.ts";
import { application, configMap, deployment, hookJob } from "../stories/manifests.ts";
import type { WorldProcess } from "../stories/world.ts";
import { automatic, openMall } from "./shop.ts";

const mall = openMall();

/** What a request to a cluster or a repository takes, and one to the table. */
const requestMs = 700;
const tableMs = 10;
const sliceMs = 10_000;

const hook = (phase: string, over: JsonObject = {}) => ({ "argocd.argoproj.io/hook": phase, ...over });
const wave = (number: number) => ({ "argocd.argoproj.io/sync-wave": String(number) });

/** Hooks of every phase that a sync has, waves that are waited for, and many that are not. */
const files = {
  "hooks.yaml":
    hookJob("migrate", hook("PreSync", { "argocd.argoproj.io/hook-delete-policy": "HookSucceeded" })) +
    hookJob("seed", hook("PreSync", wave(1))) +
    hookJob("announce", hook("PostSync")),
  "waits.yaml": Array.from({ length: 4 }, (_, n) => deployment(`web${n}`, 1, wave(n))).join(""),
  "waves.yaml": Array.from({ length: 20 }, (_, n) => configMap(`c${n}`, "1", wave(10 + n))).join(""),
};

type Call = { readonly begin: number; readonly lastRequestAt: number; readonly end: number };

/** Calls a slow world's reconcile until nothing waits any more; what it was asked for, and how long each call took. */
async function run(text: string, timeMs: number) {
  const { world, shop } = mall;
  const name = { namespace: "argocd", name: text };
  await world.save(application(text, shop.repository.url, automatic));
  let lastRequestAt = 0;
  const process: WorldProcess = shop.start({
    leaseMs: 1_000_000,
    outside: async (label, act) => {
      const isTable = label.startsWith("table ");
      if (!isTable) lastRequestAt = world.clock.now;
      // What is asked at the same time takes the same time.
      const end = world.clock.now + (isTable ? tableMs : requestMs);
      const answer = await act();
      world.clock.now = Math.max(world.clock.now, end);
      return answer;
    },
  });
  await process.ports.applications.mark(name, world.clock.now);
  const calls: Call[] = [];
  for (let count = 0; count < 300; count += 1) {
    process.startRound();
    const begin = world.clock.now;
    const outcome = await reconcile(name, process.ports, { deadline: begin + timeMs });
    calls.push({ begin, lastRequestAt, end: world.clock.now });
    if (outcome.held || outcome.dueAt === undefined) return { calls, outcome };
    await world.wait(Math.max(outcome.dueAt - world.clock.now, 0));
  }
  throw new Error("not finished after 300 calls");
}

/** What a sync left, without times and names that a run makes. */
async function toEnd(text: string) {
  const { state, bulk, records } = await mall.world.read({ namespace: "argocd", name: text });
  const live = await mall.cluster.list(text);
  return {
    live: live.map((object) => formatKey(toRef(object)).replaceAll(`${text}/`, "")),
    sync: state?.sync.status,
    health: state?.health.status,
    operation: state?.operation,
    inventory: bulk?.inventory.map(({ kind, name }) => `${kind} ${name}`),
    records: records.map(({ phase, results }) => ({
      phase,
      results: results.map(
        ({ kind, name, phase: end, code }) => `${kind} ${name.replaceAll(text, "")} ${end} ${code}`,
      ),
    })),
  };
}

/** Writes to hooks: each is started by one apply and released by another. */
function hookWrites(text: string): readonly string[] {
  return mall.cluster.sandbox.requests
    .filter(({ method, dryRun }) => method !== "GET" && !dryRun)
    .filter(({ userAgent, path }) => userAgent !== "somebody/1" && path.includes(`/namespaces/${text}/jobs/`))
    .map(({ method, path }) => `${method} ${path.replace(/.*\//, "")}`)
    .toSorted();
}

describe("calls of ten seconds", () => {
  test("take no more work in time, and end as a few long ones do; hooks run once", async () => {
    const { shop, world } = mall;
    await shop.repository.commit(files);
    const began = world.clock.now;
    const short = `${shop.namespace}-short`;
    const { calls } = await run(short, sliceMs);
    expect(world.clock.now - began).toBeGreaterThan(60_000);
    expect(calls.length).toBeGreaterThan(8);
    expect(calls.filter(({ begin, end }) => end - begin >= sliceMs).length).toBeGreaterThan(2);
    for (const { begin, lastRequestAt, end } of calls) {
      expect(lastRequestAt).toBeLessThan(begin + sliceMs);
      expect(end).toBeLessThan(begin + sliceMs + requestMs + 20 * tableMs);
    }
    const long = `${shop.namespace}-long`;
    await run(long, 3_600_000);
    const end = await toEnd(short);
    expect(end).toEqual(await toEnd(long));
    expect(end).toMatchObject({ sync: "Synced", health: "Healthy", records: [{ phase: "Succeeded" }] });
    const writes = ["PATCH announce", "PATCH announce", "PATCH seed", "PATCH seed"];
    expect(hookWrites(short)).toEqual([
      "DELETE migrate",
      ...writes.slice(0, 2),
      "PATCH migrate",
      "PATCH migrate",
      ...writes.slice(2),
    ]);
    expect(hookWrites(long)).toEqual(hookWrites(short));
  });

  test("that are over before there was time for anything still end, and leave the application due", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare();
    await shop.repository.commit(files);
    await shop.process.ports.applications.mark(shop.name, world.clock.now);
    const deadline = world.clock.now;
    const outcome = await reconcile(shop.name, shop.process.ports, { deadline });
    expect(outcome).toMatchObject({
      held: false,
      dueAt: deadline,
      state: { operation: { phase: "Running" } },
    });
    expect(cluster.writes()).toEqual([]);
    expect((await world.read(shop.name)).counters).toMatchObject({ due: deadline, tries: 0 });
  });
});
