import { describe, expect, test } from "vitest";
import { formatJson, type JsonObject } from "../../src/kube/json.ts";
import { application, configMap } from "../stories/manifests.ts";
import { automatic, openMall } from "./shop.ts";

const mall = openMall();
const files = { "a.yaml": configMap("a", "1"), "b.yaml": configMap("b", "1"), "c.yaml": configMap("c", "1") };
const gone = { "b.yaml": undefined, "c.yaml": undefined };

/** Declares the shop with annotations. */
async function declare(annotations: Readonly<Record<string, string>>): Promise<void> {
  const { shop, world } = mall;
  const manifest = application(shop.name.name, shop.repository.url, automatic);
  const metadata = { ...(manifest["metadata"] as JsonObject), annotations };
  await world.save(JSON.parse(formatJson({ ...manifest, metadata })));
}

describe("a deletion budget", () => {
  const budget = { "outrigger.dev/deletion-budget": "1" };

  test("holds back what is more, says so, and lets the rest of the sync go on", async () => {
    const { shop, cluster } = mall;
    await declare(budget);
    await shop.sync(files);
    cluster.writes();
    const { state, records } = await shop.sync({ ...gone, "a.yaml": configMap("a", "2") });
    expect(cluster.writes().map(String).join("\n")).not.toContain("DELETE");
    expect(state?.sync.status).toBe("OutOfSync");
    const results = records[0]?.results ?? [];
    const skipped = results.filter(({ code }) => code === "PruneSkipped");
    expect(skipped.map(({ name }) => name).toSorted()).toEqual(["b", "c"]);
    expect(skipped[0]?.message).toMatch(
      /^ignored \(2 of 3 objects would be deleted, outrigger\.dev\/deletion-budget is "1": approve it by annotating/,
    );
  });

  test("an approval of a person lets it through, once", async () => {
    const { shop, world } = mall;
    await declare(budget);
    await shop.sync(files);
    await shop.sync(gone);
    await world.wait(5_000);
    const approved = { "argocd.argoproj.io/deletion-approved": new Date(world.clock.now).toISOString() };
    await declare({ ...budget, ...approved });
    await world.wait(5_000);
    expect((await shop.settle()).state?.sync.status).toBe("Synced");
    await shop.sync(files);
    await world.wait(5_000);
    expect((await shop.sync(gone)).state?.sync.status).toBe("OutOfSync");
  });
});
