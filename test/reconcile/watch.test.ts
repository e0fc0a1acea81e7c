import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { configMap, deployment, manifest } from "../stories/manifests.ts";
import { automatic, openMall } from "./shop.ts";

const mall = openMall();

function source(over: JsonObject = {}): JsonObject {
  return {
    ...automatic,
    source: { repoURL: mall.shop.repository.url, path: "app", targetRevision: "main", ...over },
  };
}

describe("what an application watches of its repository", () => {
  test("are the folders that its render read, and the commit, from the cache too", async () => {
    const { shop, world } = mall;
    await shop.declare(source());
    const sha = await shop.repository.commit({ "app/a.yaml": configMap("a", "1"), "other/b.yaml": "b: 1\n" });
    await shop.settle();
    const first = (await world.readHead(shop.name)).watch;
    expect(first).toMatchObject({ repoUrl: shop.repository.url, targetRevision: "main", sha });
    expect(Object.keys(first?.reads ?? {})).toEqual(["app"]);
    const next = await shop.repository.commit({ "other/b.yaml": "b: 2\n" });
    expect(await world.look(shop.name, shop.process)).toMatchObject({ renders: 0 });
    expect((await world.readHead(shop.name)).watch).toEqual({ ...first, sha: next });
    await shop.sync({ "app/a.yaml": configMap("a", "2") });
    const last = (await world.readHead(shop.name)).watch;
    expect(last?.reads["app"]).not.toBe(first?.reads["app"]);
  });

  test.each([
    ["a path that is not there", () => source({ path: "nowhere" }), true],
    ["a branch that is not there", () => source({ targetRevision: "nobody" }), false],
    ["a repository that is not there", () => source({ repoURL: "http://127.0.0.1:1/gone.git" }), false],
  ])("with %s: the next push, whatever it touches", async (_, spec, isResolved) => {
    const { shop, world } = mall;
    await shop.repository.commit({ "app/a.yaml": configMap("a", "1") });
    await shop.declare(spec());
    await world.look(shop.name, shop.process);
    const { watch } = await world.readHead(shop.name);
    const { repoURL, targetRevision } = spec()["source"] as { repoURL: string; targetRevision: string };
    const sha = isResolved ? expect.stringMatching(/^[0-9a-f]{40}$/) : "";
    expect(watch).toEqual({ repoUrl: repoURL, targetRevision, sha, reads: {} });
    const heads = await world.reader.seen.repositories.readHeads(repoURL);
    expect(heads).toHaveProperty(targetRevision, "");
  });

  test("stays when a later look cannot even begin", async () => {
    const { shop, world } = mall;
    await shop.declare(source());
    await shop.sync({ "app/a.yaml": configMap("a", "1") });
    const before = (await world.readHead(shop.name)).watch;
    await shop.declare({ ...source(), project: "nobody" });
    expect(await world.look(shop.name, shop.process)).toMatchObject({ failure: { code: "PROJECT_DENIED" } });
    expect((await world.readHead(shop.name)).watch).toEqual(before);
  });
});

describe("what a tick is to ask", () => {
  test("is noted when it changes, and costs nothing while it does not", async () => {
    const { shop, world } = mall;
    await shop.declare(source());
    await shop.sync({ "app/a.yaml": configMap("a", "1") });
    const { repositories, clusters } = world.reader.seen;
    expect(await repositories.list()).toContain(shop.repository.url);
    expect((await clusters.read("in-cluster"))?.kinds).toContain("/ConfigMap");
    const labels: string[] = [];
    const watched = shop.start({
      outside: (label, act) => {
        labels.push(label);
        return act();
      },
    });
    await shop.sync({ "app/a.yaml": configMap("a", "2") });
    labels.length = 0;
    await world.look(shop.name, watched);
    expect(labels.filter((label) => label === "table UpdateItem")).toHaveLength(3); // mark, acquire, finish
    expect(labels.filter((label) => /Put|Batch/.test(label))).toEqual([]);
  });

  test("another branch of a known repository, and a new kind, are noted too", async () => {
    const { shop, world } = mall;
    await shop.declare(source());
    await shop.sync({ "app/a.yaml": configMap("a", "1") });
    const secret = manifest("v1", "Secret", "s", { stringData: { a: "b" } });
    await shop.repository.commit({ "app/b.yaml": deployment("web", 1), "app/c.yaml": secret });
    await shop.repository.git("branch", "release");
    await shop.declare(source({ targetRevision: "release" }));
    await shop.settle();
    const heads = await world.reader.seen.repositories.readHeads(shop.repository.url);
    expect(Object.keys(heads).toSorted()).toEqual(["main", "release"]);
    const kinds = (await world.reader.seen.clusters.read("in-cluster"))?.kinds;
    expect(kinds).toEqual(expect.arrayContaining(["/ConfigMap", "/Secret", "apps/Deployment"]));
  });

  test("is noted although the worker that created the objects died before its end", async () => {
    const { shop, world } = mall;
    await shop.declare(source());
    const account = manifest("v1", "ServiceAccount", "robot");
    await shop.repository.commit({ "app/a.yaml": account + deployment("web", 1) });
    const died = Promise.withResolvers<void>();
    const victim = shop.start({
      outside: async (label, act) => {
        const answer = await act();
        if (label !== "cluster.apply") return answer;
        died.resolve();
        return await new Promise<never>(() => undefined);
      },
    });
    void world.look(shop.name, victim);
    await died.promise;
    world.dead.add(victim.owner);
    expect((await world.read(shop.name)).bulk?.inventory.map(({ kind }) => kind)).toContain("ServiceAccount");
    expect((await world.reader.seen.clusters.read("in-cluster"))?.kinds ?? []).not.toContain(
      "/ServiceAccount",
    );
    await shop.settle();
    expect((await world.reader.seen.clusters.read("in-cluster"))?.kinds).toContain("/ServiceAccount");
  });
});
