import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatPlan } from "../../src/plan/format-plan.ts";
import { kindRank } from "../../src/plan/kind-order.ts";
import { planSync } from "../../src/plan/plan.ts";
import { comparePlaces, compareTasks } from "../../src/plan/task-order.ts";
import { expectWanted, readCases } from "../desired/golden-case.ts";
import { planOf, readOptions, readSituation, type ShortObject, toCompared } from "./situation.ts";

const cases = readCases("plan").map((golden) => ({ golden, name: golden.name }));

describe("a situation gives the plan that its file shows", () => {
  test("there are situations", () => expect(cases.length).toBeGreaterThan(20));

  test.each(cases)("$name", ({ golden }) => {
    const plan = planSync(readSituation(golden.section("objects")), readOptions(golden.section("options")));
    expectWanted(golden, formatPlan(plan));
  });
});

const kinds = [
  "v1 Namespace",
  "v1 ConfigMap",
  "apps/v1 Deployment",
  "batch/v1 Job",
  "example.com/v1 Widget",
] as const;

const anyObject: fc.Arbitrary<ShortObject> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    name: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"),
    wave: fc.integer({ min: -2, max: 3 }),
    role: fc.constantFrom("object", "hook", "extra"),
    status: fc.constantFrom("Synced", "OutOfSync", "Unknown"),
    phases: fc.uniqueArray(fc.constantFrom("PreSync", "Sync", "PostSync", "SyncFail"), { minLength: 1 }),
  })
  .map(({ kind, name, wave, role, status, phases }) => ({
    [role]: kind === "v1 Namespace" ? `${kind} ${name}` : `${kind} ${name}/${name}`,
    wave,
    status,
    phases,
    annotations: { "argocd.argoproj.io/sync-wave": String(wave) },
  }));

const nameOf = ({ object, hook, extra }: ShortObject) => object ?? hook ?? extra ?? "";
const anyObjects = fc.uniqueArray(anyObject, { selector: nameOf, maxLength: 20 });

describe("laws of plans", () => {
  test("the order of the input does not matter", () => {
    fc.assert(
      fc.property(anyObjects, fc.integer(), (objects, seed) => {
        const compared = objects.map(toCompared);
        const shuffled = compared.toSorted((a, b) => hashOf(a.ref.name, seed) - hashOf(b.ref.name, seed));
        const options = readOptions("");
        expect(planSync(shuffled.reverse(), options)).toEqual(planSync(compared, options));
      }),
    );
  });

  test("tasks stand in order, each once", () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const { tasks } = planOf(objects);
        expect([...tasks].sort(compareTasks)).toEqual(tasks);
        expect(new Set(tasks.map((task) => task.id)).size).toBe(tasks.length);
      }),
    );
  });

  test("what is synced is not written", () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const synced = objects.filter((each) => each.object !== undefined);
        const { tasks } = planOf(synced.map((each) => ({ ...each, status: "Synced" })));
        expect(tasks.filter((task) => task.action !== "unchanged")).toEqual([]);
      }),
    );
  });

  test("no object comes before its namespace", () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const { tasks } = planOf(objects);
        for (const namespace of tasks.filter(
          (task) => task.ref.kind === "Namespace" && task.action === "apply",
        )) {
          const users = tasks.filter((task) => task.ref.namespace === namespace.ref.name && task.desired);
          for (const user of users) expect(comparePlaces(namespace, user)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});

function hashOf(name: string, seed: number): number {
  return (name.charCodeAt(0) * 31 + seed) % 17;
}

describe("the order of kinds", () => {
  test.each([
    ["Namespace", "ConfigMap"],
    ["Secret", "Deployment"],
    ["CustomResourceDefinition", "ClusterRole"],
    ["Service", "Deployment"],
    ["Deployment", "Job"],
    ["Ingress", "APIService"],
    ["APIService", "Widget"],
  ])("%s goes before %s", (first, second) => expect(kindRank(first)).toBeLessThan(kindRank(second)));

  test("kinds that nobody listed go together, last", () =>
    expect(kindRank("Widget")).toBe(kindRank("Certificate")));
});

test("a catalog answers for kinds too, and a stale group is not taken for missing", () => {
  const resource = {
    group: "",
    version: "v1",
    kind: "ConfigMap",
    plural: "configmaps",
    namespaced: true,
    verbs: [],
  };
  const knownKinds = { serverVersion: "v1.35.0", resources: [resource], stale: ["metrics.k8s.io/v1beta1"] };
  const objects = [
    "v1 ConfigMap shop/a",
    "metrics.k8s.io/v1beta1 NodeMetrics b",
    "example.com/v1 Widget shop/c",
  ];
  const plan = planSync(
    objects.map((object, index) => toCompared({ object }, index)),
    { ...readOptions(""), knownKinds },
  );
  expect(plan.refusals).toHaveLength(1);
  expect(plan.refusals[0]).toContain("example.com/Widget shop/c");
});

test("hooks may come beside the comparison, and count once", () => {
  const hook = toCompared({ hook: "batch/v1 Job shop/migrate", phases: ["PreSync", "PostSync"] }, 0);
  const hooks = hook.desired === undefined ? [] : [hook.desired];
  const plan = planSync([hook], { ...readOptions(""), hooks });
  expect(plan.tasks.map((task) => task.id)).toEqual([
    "PreSync batch/Job shop/migrate",
    "PostSync batch/Job shop/migrate",
  ]);
});

test("5,000 objects are planned in less than 50 ms", () => {
  const compared = Array.from({ length: 5_000 }, (_, index) =>
    toCompared({ object: `v1 ConfigMap shop/config-${index}`, wave: index % 7 }, index),
  );
  // Processor time, not the clock's: a machine that is busy with other things is not a slow plan.
  const times = Array.from({ length: 8 }, () => {
    const before = process.cpuUsage();
    planSync(compared, readOptions(""));
    return process.cpuUsage(before).user / 1_000;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});
