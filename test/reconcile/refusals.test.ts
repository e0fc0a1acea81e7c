import { describe, expect, test } from "vitest";
import { readField } from "../../src/kube/json.ts";
import { configMap, manifest } from "../stories/manifests.ts";
import type { Kept } from "../stories/world.ts";
import { automatic, openMall } from "./shop.ts";

const mall = openMall();

function conditionsOf({ state }: Kept): readonly string[] {
  return (state?.conditions ?? []).map(({ type, message }) => `${type}: ${message}`);
}

/** Nothing was written, by this application or in its name. */
function expectNothingWritten(): void {
  expect(mall.cluster.writes()).toEqual([]);
}

const project = (spec: object) => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "AppProject",
  metadata: { name: "narrow", namespace: "argocd" },
  spec: { sourceRepos: ["*"], destinations: [{ server: "*", namespace: "*" }], ...spec },
});

describe("what people wrote wrong is a condition, and nothing is done", () => {
  test("an invalid spec", async () => {
    const { shop } = mall;
    await shop.declare({ ...automatic, source: { repoURL: shop.repository.url, path: 7 } });
    const kept = await shop.sync({ "a.yaml": configMap("a", "1") });
    expect(conditionsOf(kept)).toEqual([expect.stringMatching(/^InvalidSpecError: .*spec\.source\.path/s)]);
    expectNothingWritten();
  });

  test.each([
    ["a path that is not in the revision", { path: "nowhere" }, "ComparisonError", "nowhere"],
    ["a branch that is not there", { path: ".", targetRevision: "v9" }, "ComparisonError", '"v9"'],
  ])("%s", async (_, source, type, text) => {
    const { shop } = mall;
    await shop.declare({
      ...automatic,
      source: { repoURL: shop.repository.url, targetRevision: "main", ...source },
    });
    const kept = await shop.sync({ "a.yaml": configMap("a", "1") });
    expect(conditionsOf(kept)).toEqual([expect.stringContaining(text)]);
    expect(kept.state?.conditions[0]?.type).toBe(type);
    expect(kept.counters.due).toBeUndefined();
    expectNothingWritten();
  });

  test("a cluster that nobody knows", async () => {
    const { shop } = mall;
    await shop.declare({ ...automatic, destination: { name: "elsewhere", namespace: "x" } });
    const kept = await shop.sync({ "a.yaml": configMap("a", "1") });
    expect(conditionsOf(kept)).toEqual([expect.stringMatching(/^InvalidSpecError: .*"elsewhere".*sandbox/s)]);
  });

  test.each([
    ["a project that is not there", "none", undefined, "no such AppProject"],
    [
      "a source that the project does not allow",
      "narrow",
      { sourceRepos: ["https://git.example.org/*"] },
      "repo",
    ],
    [
      "a kind that the project does not allow",
      "narrow",
      { namespaceResourceBlacklist: [{ group: "", kind: "ConfigMap" }] },
      "ConfigMap",
    ],
  ])("%s", async (_, name, spec, text) => {
    const { shop, world } = mall;
    if (spec !== undefined) await world.save(project(spec));
    await shop.declare({ ...automatic, project: name });
    const kept = await shop.sync({ "a.yaml": configMap("a", "1") });
    expect(conditionsOf(kept)).toEqual([expect.stringContaining(text)]);
    expect(kept.state?.conditions[0]?.type).toBe("InvalidSpecError");
    expectNothingWritten();
  });

  test("it keeps its time, and goes when it is put right", async () => {
    const { shop, world } = mall;
    await shop.declare({ ...automatic, project: "missing" });
    const first = await shop.sync({ "a.yaml": configMap("a", "1") });
    await world.wait(60_000);
    expect((await shop.settle()).state?.conditions).toEqual(first.state?.conditions);
    await shop.declare();
    const { state } = await shop.settle();
    expect(state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
  });
});

describe("an outside that fails", () => {
  test("a Git server that is away: a condition, what was known stays for a while, and another try later", async () => {
    const { shop, world, server } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1") });
    mall.cluster.writes();
    server.intercept((_request, response) => {
      response.writeHead(503).end();
      return true;
    });
    const outcome = await world.look(shop.name, shop.process);
    server.intercept(undefined);
    expect(outcome).toMatchObject({
      failure: { code: "REPOSITORY_UNREACHABLE" },
      state: { sync: { status: "Synced" }, conditions: [{ type: "ComparisonError" }] },
    });
    expect((await world.read(shop.name)).counters.due).toBeGreaterThan(world.clock.now);
    expect((await shop.settle()).state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
    expectNothingWritten();
  });
});

describe("objects that cannot be synced", () => {
  test("one that belongs to another application is left alone, and named", async () => {
    const { shop, cluster } = mall;
    const { namespace } = shop;
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await cluster.ask("POST", "/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace },
    });
    const annotations = { "argocd.argoproj.io/tracking-id": `other:/ConfigMap:${namespace}/a` };
    await cluster.ask("POST", path, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", annotations },
      data: { value: "theirs" },
    });
    await shop.declare();
    const kept = await shop.sync({ "a.yaml": configMap("a", "ours") + configMap("b", "1") });
    expect(conditionsOf(kept)).toContainEqual(expect.stringMatching(/^SharedResourceWarning: .*a .*other/));
    const live = await cluster.ask("GET", `${path}/a`);
    expect(readField(live, "data", "value")).toBe("theirs");
    expect(kept.state?.sync.status).toBe("OutOfSync");
    expect(kept.bulk?.inventory.map(({ name }) => name)).not.toContain("a");
  });

  test("a kind that the cluster does not have fails the sync, and is named", async () => {
    const { shop } = mall;
    await shop.declare({ syncPolicy: { ...Object(automatic["syncPolicy"]), retry: { limit: 0 } } });
    const widget = manifest("example.com/v1", "Widget", "w", { spec: {} });
    const { state, records } = await shop.sync({ "a.yaml": configMap("a", "1") + widget });
    expect(state?.sync.status).toBe("OutOfSync");
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ phase: "Failed" });
    expect(records[0]?.message).toContain("Widget");
    expect(state?.conditions.map(({ message }) => message).join()).toContain("example.com");
  });
});
