import { describe, expect, test } from "vitest";
import type { InventoryEntry } from "../../src/record/bulk.ts";
import { restorePrunes } from "../../src/record/lost-results.ts";
import { toFinishedOperation, toTestResult } from "./record-case.ts";

const toEntry = (name: string): InventoryEntry => ({
  apiVersion: "v1",
  group: "",
  kind: "ConfigMap",
  namespace: "shop",
  name,
});
const running = toFinishedOperation({ prune: true, phase: "Running", results: [] });
const keyOf = (name: string) => `ConfigMap shop/${name}`;

describe("the results of a resumed operation", () => {
  test("name as pruned what its inventory holds and nobody knows any more", () => {
    const inventory = [toEntry("kept"), toEntry("gone")];
    const { results } = restorePrunes(running, inventory, new Set([keyOf("kept")]));
    expect(results).toMatchObject([
      { name: "gone", task: keyOf("gone"), phase: "Succeeded", code: "Pruned", prune: true },
    ]);
  });

  test("stay as they are where the prune was saved", () => {
    const { group, kind, namespace, name } = toEntry("gone");
    const saved = { ...running, results: [{ ...toTestResult(), group, kind, namespace, name }] };
    expect(restorePrunes(saved, [toEntry("gone")], new Set()).results).toEqual(saved.results);
  });

  test("claim no prune of a sync that does not prune", () => {
    const keeping = { ...running, prune: false };
    expect(restorePrunes(keeping, [toEntry("gone")], new Set())).toBe(keeping);
  });
});
