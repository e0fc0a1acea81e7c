import { describe, expect, test } from "vitest";
import type { ComparedObject } from "../../src/plan/compared-object.ts";
import { aggregateSync, isResource, toResources } from "../../src/record/resources.ts";
import { toMissing, toTestCompared } from "./record-case.ts";

const synced = toTestCompared("v1 ConfigMap shop/a");
const drifted = toTestCompared("v1 ConfigMap shop/b", { status: "OutOfSync" });
const unknown = toTestCompared("v1 ConfigMap shop/c", { status: "Unknown", unknown: "403" });
const extra = toTestCompared("v1 ConfigMap shop/d", { status: "OutOfSync", extra: true });
const hook = asHook(toTestCompared("batch/v1 Job shop/migrate", { status: "OutOfSync" }));

function asHook(object: ComparedObject): ComparedObject {
  const { desired } = object;
  const policies = { phases: ["PreSync"], deletePolicies: [] } as const;
  return desired === undefined ? object : { ...object, desired: { ...desired, hook: policies } };
}

function ignored(object: ComparedObject): ComparedObject {
  const { live } = object;
  const annotations = { "argocd.argoproj.io/compare-options": "Other=1, IgnoreExtraneous" };
  return live === undefined
    ? object
    : { ...object, live: { ...live, metadata: { ...live.metadata, annotations } } };
}

describe("the sync status of an application", () => {
  test.each([
    ["nothing at all is Synced", [], "Synced"],
    ["everything Synced", [synced], "Synced"],
    ["one that drifted counts", [synced, drifted], "OutOfSync"],
    ["one that left Git counts", [synced, extra], "OutOfSync"],
    ["Unknown wins", [drifted, unknown], "Unknown"],
    ["a hook does not count", [synced, hook], "Synced"],
    ["an extra object that says IgnoreExtraneous does not count", [synced, ignored(extra)], "Synced"],
    ["IgnoreExtraneous says nothing of an object that Git has", [ignored(drifted)], "OutOfSync"],
  ] as const)("%s", (_, objects, status) => expect(aggregateSync(objects)).toBe(status));
});

describe("the lines of status.resources", () => {
  test.each([
    ["desired", synced, true],
    ["left over", extra, true],
    ["a hook", hook, false],
  ])("%s", (_, object, expected) => {
    expect(isResource(object)).toBe(expected);
    expect(toResources([object])).toHaveLength(expected ? 1 : 0);
  });

  test.each([
    ["a missing object has the health Missing", toMissing("v1 ConfigMap shop/a"), { status: "Missing" }],
    ["a kind without health has none", synced, undefined],
    ["what cannot be read is not Missing", withoutLive(unknown), undefined],
    [
      "health is as it was assessed",
      { ...synced, health: { status: "Degraded", message: "no" } as const },
      { status: "Degraded", message: "no" },
    ],
  ])("%s", (_, object, health) => expect(toResources([object])[0]?.health).toEqual(health));

  test("an object that left Git requires pruning", () => {
    expect(toResources([extra, synced]).map((line) => line.requiresPruning)).toEqual([true, false]);
  });
  test("version and group are apart", () => {
    expect(toResources([toTestCompared("apps/v1 Deployment shop/web")])).toEqual([
      {
        group: "apps",
        version: "v1",
        kind: "Deployment",
        namespace: "shop",
        name: "web",
        status: "Synced",
        wave: 0,
        hook: false,
        requiresPruning: false,
      },
    ]);
  });
});

function withoutLive({ live: _live, ...rest }: ComparedObject): ComparedObject {
  return rest;
}
