import { describe, expect, test } from "vitest";
import { formatKey } from "../../src/kube/key.ts";
import type { ComparedObject } from "../../src/plan/compared-object.ts";
import type { InventoryEntry } from "../../src/record/bulk.ts";
import { toIntendedInventory, toNextInventory } from "../../src/record/inventory.ts";
import { toMissing, toTestCompared } from "./record-case.ts";

const remembered = { desiredHash: "d", ownedHash: "o" };
const keysOf = (entries: readonly InventoryEntry[]) => entries.map(formatKey);
const intendedOf = (...objects: readonly ComparedObject[]) => keysOf(toIntendedInventory(objects));
const hook = { phases: ["PreSync"], deletePolicies: [] } as const;

describe("the inventory before a sync", () => {
  test.each<[string, ComparedObject, readonly string[]]>([
    ["holds what is live and desired", toTestCompared("v1 ConfigMap shop/a"), ["ConfigMap shop/a"]],
    ["holds what is about to be created", toMissing("v1 ConfigMap shop/a"), ["ConfigMap shop/a"]],
    [
      "holds what left Git and is not pruned yet",
      toTestCompared("v1 ConfigMap shop/a", { extra: true }),
      ["ConfigMap shop/a"],
    ],
    [
      "leaves out what is another application's",
      toTestCompared("v1 ConfigMap shop/a", { owner: "foreign" }),
      [],
    ],
  ])("%s", (_, object, expected) => expect(intendedOf(object)).toEqual(expected));

  test("leaves out hooks: they are found by their names", () => {
    const { desired, ...rest } = toTestCompared("batch/v1 Job shop/migrate");
    expect(desired).toBeDefined();
    const asHook = { ...rest, ...(desired === undefined ? {} : { desired: { ...desired, hook } }) };
    expect(intendedOf(asHook)).toEqual([]);
  });

  test("holds what left Git and cannot be read: unknown is not absent", () => {
    const { desired: _desired, live: _live, ...rest } = toTestCompared("v1 Secret shop/s");
    expect(intendedOf({ ...rest, unknown: "403" })).toEqual(["Secret shop/s"]);
    expect(intendedOf(rest)).toEqual([]);
  });

  test("keeps uid and memory, and sorts by key", () => {
    const objects = [
      toTestCompared("apps/v1 Deployment shop/web", { remembered }),
      toTestCompared("v1 ConfigMap shop/a"),
    ];
    expect(toIntendedInventory(objects)).toEqual([
      expect.objectContaining({ kind: "ConfigMap", uid: "uid-a" }),
      expect.objectContaining({ kind: "Deployment", apiVersion: "apps/v1", uid: "uid-web", remembered }),
    ]);
  });
});

describe("the inventory after a sync", () => {
  const before = toIntendedInventory([
    toMissing("v1 ConfigMap shop/a"),
    toTestCompared("v1 ConfigMap shop/b", { extra: true }),
  ]);
  const nothing = { written: new Map(), pruned: new Set<string>(), remembered: new Map() };

  test("what was pruned is gone", () => {
    expect(keysOf(toNextInventory(before, { ...nothing, pruned: new Set(["ConfigMap shop/b"]) }))).toEqual([
      "ConfigMap shop/a",
    ]);
  });
  test("what was written has its uid and what was learnt of it", () => {
    const key = "ConfigMap shop/a";
    const live = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", namespace: "shop", uid: "new" },
    };
    const change = { ...nothing, written: new Map([[key, live]]), remembered: new Map([[key, remembered]]) };
    expect(toNextInventory(before, change)[0]).toMatchObject({ name: "a", uid: "new", remembered });
  });
  test("without a change it stays as it is", () => expect(toNextInventory(before, nothing)).toEqual(before));
});
