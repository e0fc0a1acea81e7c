import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { configMap, deployment } from "../stories/manifests.ts";
import { automatic, manual, openMall } from "./shop.ts";

const mall = openMall();
let asks = 0;
const files = { "a.yaml": configMap("a", "1") };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const person = { initiatedBy: { username: "ann", automated: false }, prune: false };

/** A deny window of an hour that opens in so many minutes (negative: it is open), in a project of its own. */
async function declare(spec: JsonObject, startsInMinutes: number, window: object = {}): Promise<void> {
  const { shop, world } = mall;
  const start = new Date(world.clock.now + startsInMinutes * minuteMs);
  const project = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: shop.name.name, namespace: "argocd" },
    spec: {
      sourceRepos: ["*"],
      destinations: [{ server: "*", namespace: "*" }],
      clusterResourceWhitelist: [{ group: "*", kind: "*" }],
      syncWindows: [
        {
          kind: "deny",
          schedule: `${start.getUTCMinutes()} ${start.getUTCHours()} * * *`,
          duration: "1h",
          applications: ["shop-*"],
          ...window,
        },
      ],
    },
  };
  await world.save(JSON.parse(JSON.stringify(project)));
  await shop.declare({ ...spec, project: shop.name.name });
}

/** One look, and what is kept after it. */
async function look() {
  const { shop, world } = mall;
  shop.process.startRound();
  const outcome = await world.look(shop.name, shop.process);
  return { outcome, ...(await world.read(shop.name)) };
}

async function ask() {
  const { shop, world } = mall;
  asks += 1;
  const asked = { id: `ask-${asks}`, what: { kind: "sync", request: person } } as const;
  await shop.process.ports.applications.mark(shop.name, world.clock.now, asked);
  return await look();
}

describe("while a sync window is closed", () => {
  test("nothing is synced, a condition says why, and it is looked at again when the window changes", async () => {
    const { shop, world, cluster } = mall;
    await declare(automatic, -10);
    await shop.repository.commit(files);
    const { outcome, state, counters } = await look();
    expect(cluster.writes()).toEqual([]);
    expect(state?.sync.status).toBe("OutOfSync");
    expect(state?.conditions).toEqual([
      {
        type: "SyncWindowWarning",
        message: expect.stringMatching(/^Sync is denied by sync window deny:.* at 20/),
        since: world.clock.now,
      },
    ]);
    expect(counters.due).toBe(world.clock.now + 50 * minuteMs);
    expect(outcome).not.toHaveProperty("dueAt"); // nobody sits and waits for it
    await world.wait(50 * minuteMs);
    expect((await shop.settle()).state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
  });

  test("a sync by hand is refused, on record, and not made up for later", async () => {
    const { shop, world, cluster } = mall;
    await declare(manual, -10);
    await shop.repository.commit(files);
    const { state, records } = await ask();
    expect(cluster.writes()).toEqual([]);
    expect(state).not.toHaveProperty("requested");
    expect(records).toMatchObject([
      {
        phase: "Error",
        initiatedBy: person.initiatedBy,
        message: expect.stringContaining("denied by sync window"),
      },
    ]);
    await world.wait(hourMs);
    expect((await shop.settle()).records).toHaveLength(1);
    expect(cluster.writes()).toEqual([]);
    await ask();
    expect((await shop.settle()).state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
  });

  test("a refused sync by hand is no attempt: the automated one follows", async () => {
    const { shop, world } = mall;
    await declare(automatic, -10);
    await shop.repository.commit(files);
    await ask();
    await world.wait(hourMs);
    expect((await shop.settle()).state?.sync.status).toBe("Synced");
  });

  test("a sync by hand runs where manualSync lets it", async () => {
    const { shop } = mall;
    await declare(manual, -10, { manualSync: true });
    await shop.repository.commit(files);
    await ask();
    expect((await look()).state?.sync.status).toBe("Synced");
  });
});

describe("a window that closes while a sync runs", () => {
  const waves = {
    "a.yaml": deployment("web", 1) + configMap("late", "1", { "argocd.argoproj.io/sync-wave": "1" }),
  };
  const kindsOf = () => mall.cluster.writes().map(String).join("\n");

  test("holds it back between waves until it opens", async () => {
    const { shop, world } = mall;
    await declare(automatic, 1);
    await shop.repository.commit(waves);
    await look();
    await world.wait(2 * minuteMs);
    kindsOf();
    const { state } = await look();
    expect(state?.operation?.phase).toBe("Running");
    expect(state?.conditions.map(({ type }) => type)).toContain("SyncWindowWarning");
    expect(kindsOf()).not.toContain("configmaps");
  });

  test("lets it go on where it has syncOverrun", async () => {
    const { shop, world } = mall;
    await declare(automatic, 1, { syncOverrun: true });
    await shop.repository.commit(waves);
    await look();
    await world.wait(2 * minuteMs);
    expect((await look()).state?.conditions).toEqual([]);
  });
});
