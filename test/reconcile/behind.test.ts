import { describe, expect, test } from "vitest";
import { limits } from "../../src/limits.ts";
import { configMap, deployment } from "../stories/manifests.ts";
import { automatic, openMall } from "./shop.ts";

const mall = openMall();

describe("an operation that ends in an error while a newer commit is there", () => {
  test("is put on record, and the newer commit is looked at without another push", async () => {
    const { shop, world } = mall;
    const source = (path: string) => ({
      source: { repoURL: shop.repository.url, path, targetRevision: "main" },
    });
    await shop.declare({ ...automatic, ...source("old") });
    const late = configMap("b", "1", { "argocd.argoproj.io/sync-wave": "1" });
    await shop.repository.commit({ "old/a.yaml": deployment("web", 1, { "test/stuck": "yes" }) + late });
    await world.look(shop.name, shop.process);
    await shop.repository.commit({ "new/a.yaml": configMap("a", "1") });
    await shop.declare({ ...automatic, ...source("new") });
    const outcome = await world.look(shop.name, shop.process);
    expect(outcome).toMatchObject({
      failure: { code: "PATH_NOT_FOUND" },
      dueAt: world.clock.now,
      state: { lastOperation: { phase: "Error" } },
    });
    const { state, records } = await shop.settle();
    expect(state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
    expect(records.map(({ phase }) => phase)).toEqual(["Succeeded", "Error"]);
  });

  test("one that ends at the newest commit is not looked at again before something moves", async () => {
    const { shop, world } = mall;
    await shop.declare(automatic);
    const late = configMap("b", "1", { "argocd.argoproj.io/sync-wave": "1" });
    await shop.repository.commit({ "a.yaml": deployment("web", 1, { "test/stuck": "yes" }) + late });
    await world.look(shop.name, shop.process);
    await shop.declare({ ...automatic, project: "nobody" });
    const outcome = await world.look(shop.name, shop.process);
    expect(outcome).toMatchObject({ failure: { code: "PROJECT_DENIED" } });
    expect(outcome).not.toHaveProperty("dueAt");
  });
});

describe("an outside that fails", () => {
  test("is asked again soon, and the more seldom the longer it fails in the same way", async () => {
    const { shop, world } = mall;
    await shop.declare({
      ...automatic,
      source: { repoURL: "http://127.0.0.1:1/gone.git", path: ".", targetRevision: "main" },
    });
    const pauses: number[] = [];
    for (let count = 0; count < 30; count += 1) {
      const outcome = await world.look(shop.name, shop.process);
      if (outcome.held || outcome.dueAt === undefined) throw new Error("it does not wait");
      expect(outcome.failure?.code).toBe("REPOSITORY_UNREACHABLE");
      pauses.push(outcome.dueAt - world.clock.now);
      world.clock.now = outcome.dueAt;
    }
    expect(pauses.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => limits.failurePauseMs));
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses.at(-1)).toBe(limits.failurePauseMaxMs);
  });
});
