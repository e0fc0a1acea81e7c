import { describe, expect, test } from "vitest";
import { parseApplication } from "../../src/application/read-application.ts";
import { readField } from "../../src/kube/json.ts";
import type { SyncChoices } from "../../src/sync/sync-choices.ts";
import { application, configMap, deployment, hookJob, manifest } from "../stories/manifests.ts";
import type { Kept } from "../stories/world.ts";
import { createNamespace, manual, openMall } from "./shop.ts";

const mall = openMall();

/** A person asks for a sync, and gets what is known when all is at rest. */
async function ask(choices: SyncChoices, prune = false): Promise<Kept> {
  const { shop, world } = mall;
  const request = { initiatedBy: { username: "ann", automated: false }, prune, choices };
  await world.settle(shop.name, shop.process, request);
  return await world.read(shop.name);
}

async function readValue(name: string): Promise<unknown> {
  const path = `/api/v1/namespaces/${mall.shop.namespace}/configmaps/${name}`;
  return readField(await mall.cluster.ask("GET", path), "data", "value");
}

const linesOf = ({ records }: Kept) =>
  (records[0]?.results ?? []).map(({ name, message }) => `${name}: ${message}`);

describe("a dry run", () => {
  test("writes nothing to the cluster, and leaves history, attempt and inventory as they were", async () => {
    const { shop, cluster } = mall;
    await shop.declare(manual);
    await shop.sync({ "a.yaml": configMap("a", "1"), "b.yaml": configMap("b", "1") });
    const before = await ask({});
    await shop.repository.commit({ "a.yaml": configMap("a", "2"), "b.yaml": undefined });
    cluster.writes();
    const after = await ask({ dryRun: true }, true);
    expect(cluster.writes()).toEqual([]);
    expect(linesOf(after)).toEqual(["b: pruned (dry run)", "a: configured (dry run)"]);
    expect(after.state?.history).toEqual(before.state?.history);
    expect(after.state?.attempt).toEqual(before.state?.attempt);
    expect(after.bulk?.inventory.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(after.state?.sync.status).toBe("OutOfSync");
  });
});

describe("another revision", () => {
  test("is synced once, and stays until somebody asks for the target again", async () => {
    const { shop, world } = mall;
    await shop.declare(manual);
    await shop.sync({ "a.yaml": configMap("a", "1") + deployment("web", 1) });
    const first = await shop.repository.git("rev-parse", "HEAD");
    const stuck = hookJob("check", { "argocd.argoproj.io/hook": "PreSync" });
    await shop.repository.commit({
      "a.yaml": configMap("a", "2") + deployment("web", 1),
      "hook.yaml": stuck,
    });
    await ask({});
    expect(await readValue("a")).toBe("2");
    const { state, records } = await ask({ revision: first });
    expect(await readValue("a")).toBe("1");
    expect(records[0]).toMatchObject({ phase: "Succeeded", revision: { sha: first } });
    expect(state?.sync.status).toBe("OutOfSync");
    await world.settle(shop.name, shop.start());
    expect(await readValue("a")).toBe("1");
  });

  test("that does not render is refused with the reason, and the application is looked at as it is declared", async () => {
    const { shop } = mall;
    await shop.declare(manual);
    await shop.sync({ "a.yaml": "kind: [" });
    const broken = await shop.repository.git("rev-parse", "HEAD");
    await shop.sync({ "a.yaml": configMap("a", "1") });
    await ask({});
    const { state, records } = await ask({ revision: broken });
    expect(records[0]).toMatchObject({ phase: "Error" });
    expect(records[0]?.message).toContain("a.yaml");
    expect(state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
    expect(state?.requested).toBeUndefined();
  });
});

describe("another source", () => {
  test("is rendered until the operation ends, and the watch stays on the declared one", async () => {
    const { shop, world } = mall;
    const toSpec = (path: string) => ({
      ...manual,
      source: { repoURL: shop.repository.url, path, targetRevision: "main" },
    });
    await shop.declare(toSpec("one"));
    await shop.sync({ "one/a.yaml": configMap("a", "1"), "two/a.yaml": configMap("a", "2") });
    await ask({});
    expect(await readValue("a")).toBe("1");
    const { watch } = await world.readHead(shop.name);
    const other = parseApplication(application(shop.name.name, shop.repository.url, toSpec("two")));
    if (other.application === undefined) throw new Error("the other source cannot be read");
    const { state } = await ask({ source: other.application.source });
    expect(await readValue("a")).toBe("2");
    expect(state?.history.at(-1)?.source.path).toBe("two");
    expect(state?.sync.status).toBe("OutOfSync");
    expect((await world.readHead(shop.name)).watch).toEqual(watch);
  });
});

describe("a part of the objects", () => {
  test("chosen by label or name is synced; the automation takes care of the rest all the same", async () => {
    const { shop } = mall;
    await shop.declare(manual);
    const labelled = (value: string) =>
      manifest("v1", "ConfigMap", "a", { metadata: { labels: { app: "a" } }, data: { value } });
    await shop.sync({ "a.yaml": labelled("1"), "b.yaml": configMap("b", "1") });
    await ask({});
    await shop.repository.commit({ "a.yaml": labelled("2"), "b.yaml": configMap("b", "2") });
    const part = await ask({ labels: "app=a" });
    expect(linesOf(part)).toEqual(["a: configured"]);
    expect([await readValue("a"), await readValue("b")]).toEqual(["2", "1"]);
    await shop.declare({ syncPolicy: { automated: {}, syncOptions: createNamespace } });
    await shop.settle();
    expect(await readValue("b")).toBe("2");
  });
});

describe("options of one sync", () => {
  test("that are wrong refuse the request, and nothing is written", async () => {
    const { shop, cluster } = mall;
    await shop.declare(manual);
    await shop.sync({ "a.yaml": configMap("a", "1") });
    cluster.writes();
    const { state, records } = await ask({ syncOptions: ["Repalce=true"] });
    expect(records[0]).toMatchObject({ phase: "Error", message: expect.stringContaining("Repalce=true") });
    expect(cluster.writes()).toEqual([]);
    expect(state?.requested).toBeUndefined();
  });

  test("lie over the application's own, and its retry with them", async () => {
    const { shop } = mall;
    await shop.declare({ syncPolicy: { retry: { limit: 5 }, syncOptions: createNamespace } });
    await shop.sync({ "a.yaml": manifest("v1", "ConfigMap", "a", { data: { "not a key!": "1" } }) });
    const retry = { limit: 1, durationMs: 1_000, factor: 1, maxDurationMs: 1_000 };
    const { records } = await ask({ retry });
    expect(records[0]).toMatchObject({ phase: "Failed", retries: 1 });
  });
});
