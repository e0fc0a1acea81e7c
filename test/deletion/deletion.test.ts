import { describe, expect, test } from "vitest";
import {
  confirmDeletion,
  type DeletionRequest,
  requestDeletion,
} from "../../src/deletion/request-deletion.ts";
import { readField } from "../../src/kube/json.ts";
import { formatKey, toRef } from "../../src/kube/key.ts";
import { limits } from "../../src/limits.ts";
import type { SyncRecord } from "../../src/record/state.ts";
import { automatic, createNamespace, manual, openMall } from "../reconcile/shop.ts";
import { configMap, deployment, hookJob } from "../stories/manifests.ts";

const mall = openMall();
const hook = (phase: string, more: object = {}) => ({ "argocd.argoproj.io/hook": phase, ...more });
const wave = (number: number) => ({ "argocd.argoproj.io/sync-wave": String(number) });
const option = (text: string) => ({ "argocd.argoproj.io/sync-options": text });

function ports() {
  return { ...mall.shop.process.ports, queues: { wake: () => Promise.resolve() } };
}

async function ask(request: Partial<DeletionRequest> = {}): Promise<void> {
  const given = { cascade: true, requestedBy: "ann", ...request };
  expect(await requestDeletion(mall.shop.name, given, ports())).toBeDefined();
}

async function liveKeys(): Promise<readonly string[]> {
  const objects = await mall.cluster.list(mall.shop.namespace);
  return objects.map((object) => formatKey(toRef(object)).replaceAll(`${mall.shop.namespace}/`, ""));
}

const path = (name: string) => `/api/v1/namespaces/${mall.shop.namespace}/configmaps/${name}`;

/** Somebody's finalizer, set or taken off. */
async function hold(name: string, finalizers: readonly string[]): Promise<void> {
  await mall.cluster.ask("PATCH", path(name), { metadata: { finalizers } });
}

async function items(): Promise<readonly string[]> {
  const all = await mall.world.scan();
  const own = all.filter(
    (item) => readField(JSON.parse(JSON.stringify(item)), "PK", "S") === `APP#argocd/${mall.shop.name.name}`,
  );
  return own
    .map((item) => String(readField(JSON.parse(JSON.stringify(item)), "SK", "S")).split("#")[0] ?? "")
    .sort();
}

function toLines(record: SyncRecord | undefined): readonly string[] {
  return (record?.results ?? []).map(
    ({ kind, name, code, hook: isHook, phase }) => `${kind} ${name} ${isHook ? phase : code}`,
  );
}

/** What still says that an object is ours. */
async function marksOf(name: string): Promise<readonly string[]> {
  const object = await mall.cluster.ask("GET", path(name));
  const text = JSON.stringify(readField(object, "metadata") ?? {});
  return ["outrigger.dev/installation", "tracking-id", '"manager":"outrigger-'].filter((mark) =>
    text.includes(mark),
  );
}

/** One look, and what the table says after it. */
async function look() {
  const outcome = await mall.world.look(mall.shop.name, mall.shop.process);
  return { outcome, kept: await mall.world.read(mall.shop.name) };
}

describe("a deletion that cascades", () => {
  test("deletes every object, keeps the record and leaves nothing else", async () => {
    const { shop } = mall;
    await shop.declare();
    await shop.sync({
      "a.yaml": configMap("a", "1") + deployment("web", 1) + hookJob("migrate", hook("PreSync")),
    });
    expect(await liveKeys()).toEqual(["ConfigMap a", "apps/Deployment web", "batch/Job migrate"]);
    expect(await marksOf("a")).toHaveLength(3);
    await ask();
    const { state, records } = await shop.settle();
    expect(state).toBeUndefined();
    expect(await liveKeys()).toEqual([]);
    expect(await items()).toEqual(["RECORD", "RECORD"]);
    expect(records[0]).toMatchObject({
      kind: "deletion",
      phase: "Succeeded",
      initiatedBy: { username: "ann", automated: false },
      message: "deleted 3 objects",
    });
    expect([...toLines(records[0])].sort()).toEqual([
      "ConfigMap a Pruned",
      "Deployment web Pruned",
      "Job migrate Pruned",
    ]);
    // The namespace of CreateNamespace is no part of the application.
    expect(await mall.cluster.ask("GET", `/api/v1/namespaces/${shop.namespace}`)).toMatchObject({
      kind: "Namespace",
    });
  });

  test("goes in mirrored waves, each gone before the next", async () => {
    const { shop, cluster } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("first", "1") + configMap("last", "1", wave(2)) });
    await hold("last", ["example.org/hold"]);
    await ask();
    cluster.writes();
    const { outcome, kept } = await look();
    expect(cluster.writes()).toEqual([`DELETE ${path("last")}`]);
    expect(outcome).toMatchObject({ held: false });
    expect(kept.state?.operation?.message).toContain("held by example.org/hold");
    await hold("last", []);
    await shop.settle();
    expect(await liveKeys()).toEqual([]);
    expect(await items()).toEqual(["RECORD", "RECORD"]);
  });

  test("what a finalizer holds for too long is said with the way out, and waited for on", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("held", "1") });
    await hold("held", ["example.org/hold"]);
    await ask();
    await look();
    world.clock.now += limits.waveDeadlineMs;
    const { kept } = await look();
    const [condition] = kept.state?.conditions ?? [];
    expect(condition?.type).toBe("DeletionError");
    expect(condition?.message).toContain("held by example.org/hold");
    expect(condition?.message).toContain(`outrigger app delete ${shop.name.name} --cascade=false`);
    await hold("held", []);
    await shop.settle();
    expect(await items()).toEqual(["RECORD", "RECORD"]);
  });

  test("leaves alone what is not ours any more", async () => {
    const { shop, cluster } = mall;
    await shop.declare(manual);
    await mall.world.settle(shop.name, shop.process);
    await shop.repository.commit({ "a.yaml": configMap("ours", "1") + configMap("theirs", "1") });
    await mall.world.look(shop.name, shop.process, {
      initiatedBy: { username: "ann", automated: false },
      prune: false,
    });
    const other = { "argocd.argoproj.io/tracking-id": `other:/ConfigMap:${shop.namespace}/theirs` };
    await cluster.ask("PATCH", path("theirs"), { metadata: { annotations: other } });
    await ask();
    await shop.settle();
    expect(await liveKeys()).toEqual(["ConfigMap theirs"]);
  });

  test("terminates the sync that runs, and cleans up its hooks", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare();
    await shop.repository.commit({
      "a.yaml": configMap("a", "1") + hookJob("slow", hook("PreSync", { "test/stuck": "yes" })),
    });
    await world.look(shop.name, shop.process);
    await look();
    expect(await liveKeys()).toEqual(["batch/Job slow"]);
    await ask();
    const { records } = await shop.settle();
    expect(records.map(({ phase, message }) => `${phase} ${message}`)).toEqual([
      "Succeeded deleted 0 objects",
      "Failed terminated: the application is being deleted",
    ]);
    expect(await cluster.list(shop.namespace)).toEqual([]);
  });

  test("declared again meanwhile it stays being deleted, and can be declared anew afterwards", async () => {
    const { shop } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1") });
    await ask();
    await shop.declare(automatic);
    await shop.settle();
    expect(await items()).toEqual(["RECORD", "RECORD"]);
    await shop.declare(automatic);
    const { state } = await shop.settle();
    expect(state?.sync.status).toBe("Synced");
    expect(await liveKeys()).toEqual(["ConfigMap a"]);
  });
});

describe("hooks of a deletion", () => {
  const files = () => ({
    "a.yaml":
      configMap("a", "1") + hookJob("before", hook("PreDelete")) + hookJob("after", hook("PostDelete")),
  });

  test("no sync runs them; PreDelete runs before the objects go, PostDelete after", async () => {
    const { shop, cluster } = mall;
    await shop.declare();
    const { state, bulk } = await shop.sync(files());
    expect(await liveKeys()).toEqual(["ConfigMap a"]);
    expect(bulk?.resources.map(({ name }) => name)).toEqual(["a"]);
    expect(state?.sync.status).toBe("Synced");
    await ask();
    cluster.writes();
    const { records } = await shop.settle();
    const jobs = `/apis/batch/v1/namespaces/${shop.namespace}/jobs`;
    const deletions = cluster.writes().filter((line) => !line.startsWith("PATCH") || line.includes("jobs"));
    expect(deletions.map((line) => line.split("?")[0])).toEqual([
      `PATCH ${jobs}/before`,
      `PATCH ${jobs}/before`,
      `DELETE ${jobs}/before`,
      `DELETE ${path("a")}`,
      `PATCH ${jobs}/after`,
      `PATCH ${jobs}/after`,
      `DELETE ${jobs}/after`,
    ]);
    expect(toLines(records[0])).toEqual([
      "Job before Succeeded",
      "ConfigMap a Pruned",
      "Job after Succeeded",
    ]);
    expect(await liveKeys()).toEqual([]);
  });

  test("one that fails holds the deletion, and a person may go on without it", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.sync({
      "a.yaml": configMap("a", "1") + hookJob("backup", hook("PreDelete", { "test/fails": "yes" })),
    });
    await ask();
    await look();
    await world.wait(1_000);
    const { kept } = await look();
    const [condition] = kept.state?.conditions ?? [];
    expect(condition?.type).toBe("DeletionHookError");
    expect(condition?.message).toContain(`outrigger app confirm-deletion ${shop.name.name}`);
    expect(await liveKeys()).toContain("ConfigMap a");
    world.clock.now += 1_000;
    await confirmDeletion(shop.name, ports());
    const { records } = await shop.settle();
    expect(records[0]?.message).toBe("deleted 2 objects; without its hooks, as approved");
    expect(await liveKeys()).toEqual([]);
  });

  test("where they cannot be rendered the deletion waits, unless a person approves it", async () => {
    const { shop, world } = mall;
    await shop.declare();
    await shop.sync(files());
    await shop.repository.commit({ "b.yaml": "kind: [broken\n" });
    await ask();
    const { kept, outcome } = await look();
    expect(kept.state?.conditions.map(({ type }) => type)).toEqual(["DeletionHookError"]);
    expect(outcome).not.toHaveProperty("dueAt");
    expect(await liveKeys()).toEqual(["ConfigMap a"]);
    world.clock.now += 1_000;
    await confirmDeletion(shop.name, ports());
    await shop.settle();
    expect(await liveKeys()).toEqual([]);
  });

  test("an application that had none is deleted although Git is broken", async () => {
    const { shop } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1") });
    await shop.repository.commit({ "b.yaml": "kind: [broken\n" });
    await ask();
    await shop.settle();
    expect(await liveKeys()).toEqual([]);
    expect(await items()).toEqual(["RECORD", "RECORD"]);
  });
});

test("a deletion that is given up while a hook runs cleans the hook up", async () => {
  const { shop } = mall;
  await shop.declare();
  const slow = hookJob("slow", hook("PreDelete", { "test/stuck": "yes" }));
  await shop.sync({ "a.yaml": configMap("a", "1") + slow });
  await ask();
  await look();
  expect(await liveKeys()).toEqual(["ConfigMap a", "batch/Job slow"]);
  await ask({ cascade: false });
  await shop.settle();
  expect(await liveKeys()).toEqual(["ConfigMap a"]);
  expect(await items()).toEqual(["RECORD", "RECORD"]);
});

describe("objects that stay", () => {
  test("Delete=false keeps an object, for itself or for all", async () => {
    const { shop } = mall;
    await shop.declare({ syncPolicy: { automated: {}, syncOptions: [...createNamespace, "Delete=false"] } });
    await shop.sync({ "a.yaml": configMap("kept", "1") + configMap("gone", "1", option("Delete=true")) });
    await ask();
    const { records } = await shop.settle();
    expect(await liveKeys()).toEqual(["ConfigMap kept"]);
    expect(records[0]).toMatchObject({ phase: "Succeeded", message: "deleted 1 object, kept 1" });
    expect(await marksOf("kept")).toEqual([]);
  });

  test("Delete=confirm waits for a person, and the condition says how", async () => {
    const { shop, world, cluster } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1") + configMap("precious", "1", option("Delete=confirm")) });
    await ask();
    cluster.writes();
    const { kept, outcome } = await look();
    expect(kept.state?.conditions[0]?.message).toContain(
      `waits for approval to delete ConfigMap ${shop.namespace}/precious`,
    );
    expect(outcome).not.toHaveProperty("dueAt");
    expect(cluster.writes()).toEqual([]);
    world.clock.now += 1_000;
    expect(await confirmDeletion(shop.name, ports())).toBeDefined();
    await shop.settle();
    expect(await liveKeys()).toEqual([]);
  });

  test("without cascade nothing is deleted, and no hook runs", async () => {
    const { shop } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1") + hookJob("before", hook("PreDelete")) });
    await ask({ cascade: false });
    const { records } = await shop.settle();
    expect(await liveKeys()).toEqual(["ConfigMap a"]);
    expect(records[0]).toMatchObject({ kind: "deletion", message: "deleted 0 objects, kept 1" });
    expect(await marksOf("a")).toEqual([]);
    expect(await items()).toEqual(["RECORD", "RECORD"]);
  });

  test("a deletion that hangs ends when its objects are given up", async () => {
    const { shop } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("held", "1") });
    await hold("held", ["example.org/hold"]);
    await ask();
    await look();
    await ask({ cascade: false });
    await look();
    expect(await items()).toEqual(["RECORD", "RECORD"]);
    expect(await liveKeys()).toEqual(["ConfigMap held"]);
  });
});

test("what is not there cannot be deleted, and a policy needs a cascade", async () => {
  const name = { namespace: "argocd", name: "nobody" };
  const request = { cascade: true, requestedBy: "ann" };
  expect(await requestDeletion(name, request, ports())).toBeUndefined();
  expect(await confirmDeletion(name, ports())).toBeUndefined();
  const wrong = { cascade: false, propagation: "background", requestedBy: "ann" } as const;
  await expect(requestDeletion(name, wrong, ports())).rejects.toMatchObject({ code: "CONFIG_INVALID" });
});
