import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aggregateHealth, assessHealth, type HealthItem } from "../../src/health/health.ts";
import { type Health, healthStatuses } from "../../src/health/health-status.ts";
import type { Json } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { expectWanted, readCases, readObjects } from "../desired/golden-case.ts";

const cases = readCases("health").map((golden) => {
  const [object] = readObjects(golden.section("object.yaml"));
  if (object === undefined) throw new Error(`${golden.file} has no object`);
  return { golden, name: golden.name, object };
});

function format(health: Health | undefined): string {
  if (health === undefined) return "none";
  return health.message === undefined ? health.status : `${health.status}: ${health.message}`;
}

describe("the health of an object", () => {
  test("there are many cases", () => expect(cases.length).toBeGreaterThan(100));

  test.each(cases)("$name", ({ golden, object }) => {
    const text = format(assessHealth(object));
    expect(golden.name.split("/")[1], "is named by its verdict").toMatch(
      new RegExp(`^${text.split(":")[0]?.toLowerCase()}(-|$)`),
    );
    expectWanted(golden, text);
  });
});

test("integers beyond 2^53 are numbers as well", () => {
  const object = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } };
  const health = assessHealth({ ...object, spec: { replicas: 2n ** 60n } });
  expect(health?.status).toBe("Progressing");
});

const kinds: readonly (readonly [string, string])[] = [
  ...new Map(
    cases.map(({ object }) => [
      `${object.apiVersion} ${object.kind}`,
      [object.apiVersion, object.kind] as const,
    ]),
  ).values(),
];

describe("laws", () => {
  const anyJson = fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json);
  const conditions = fc.array(
    fc.record({ type: anyJson, status: anyJson, reason: anyJson, message: anyJson }, { requiredKeys: [] }),
  );
  const anyStatus = fc.oneof(
    anyJson,
    fc.record(
      {
        conditions: fc.oneof(conditions, anyJson),
        observedGeneration: anyJson,
        phase: anyJson,
        containerStatuses: anyJson,
        loadBalancer: anyJson,
        active: anyJson,
        lastScheduleTime: anyJson,
      },
      { requiredKeys: [] },
    ),
  );
  const anyObject = fc
    .record({ kind: fc.constantFrom(...kinds), metadata: anyJson, spec: anyJson, status: anyStatus })
    .map(({ kind: [apiVersion, kind], ...rest }) => ({ apiVersion, kind, ...rest }) as unknown as KubeObject);

  test("whatever an object holds, there is a verdict", () => {
    fc.assert(
      fc.property(anyObject, (object) => {
        const health = assessHealth(object);
        if (health !== undefined) expect(healthStatuses).toContain(health.status);
      }),
      { numRuns: 2_000 },
    );
  });

  test("an application is never better than its worst object, whatever their order", () => {
    const status = fc.constantFrom(...healthStatuses);
    fc.assert(
      fc.property(fc.array(status, { minLength: 1 }), (statuses) => {
        const items = statuses.map((each, index) => toItem(`o${index}`, { health: { status: each } }));
        const worst = Math.max(...statuses.map((each) => healthStatuses.indexOf(each)));
        expect(aggregateHealth(items).status).toBe(healthStatuses[worst]);
        expect(aggregateHealth(items.toReversed()).status).toBe(healthStatuses[worst]);
      }),
    );
  });
});

function toItem(name: string, rest: Omit<Partial<HealthItem>, "ref">, annotations = {}): HealthItem {
  const live = { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop", annotations } };
  return { ref: { group: "", kind: "Pod", namespace: "shop", name }, live, ...rest };
}

const missing: HealthItem = { ref: { group: "", kind: "Pod", namespace: "shop", name: "gone" } };
const degraded = toItem("bad", { health: { status: "Degraded", message: "it crashed" } });

describe("the health of an application", () => {
  test.each<[rule: string, items: readonly HealthItem[], want: string]>([
    ["nothing at all is Healthy", [], "Healthy"],
    ["objects without health do not count", [toItem("a", {})], "Healthy"],
    ["all Healthy", [toItem("a", { health: { status: "Healthy", message: "fine" } })], "Healthy"],
    ["all missing is Missing", [missing, missing], "Missing"],
    ["one missing does not count", [missing, toItem("a", { health: { status: "Healthy" } })], "Healthy"],
    ["one missing beside one without health", [missing, toItem("a", {})], "Healthy"],
    ["the worst wins and is named", [missing, degraded], "Degraded: Pod shop/bad: it crashed"],
    [
      "Suspended is worse than Healthy",
      [toItem("a", { health: { status: "Suspended" } })],
      "Suspended: Pod shop/a",
    ],
    [
      "what cannot be read is Unknown",
      [degraded, { ...missing, unknown: "403 on pods" }],
      "Unknown: Pod shop/gone: 403 on pods",
    ],
    [
      "ignore-healthcheck takes an object out",
      [toItem("a", { health: { status: "Degraded" } }, { "argocd.argoproj.io/ignore-healthcheck": "true" })],
      "Healthy",
    ],
    [
      "an ignored object is there all the same",
      [missing, toItem("a", {}, { "argocd.argoproj.io/ignore-healthcheck": "true" })],
      "Healthy",
    ],
    [
      "only the word true is heeded",
      [toItem("a", { health: { status: "Degraded" } }, { "argocd.argoproj.io/ignore-healthcheck": "yes" })],
      "Degraded: Pod shop/a",
    ],
    [
      "three are named, the others counted",
      ["a", "b", "c", "d", "e"].map((name) => toItem(name, { health: { status: "Progressing" } })),
      "Progressing: Pod shop/a; Pod shop/b; Pod shop/c; and 2 more",
    ],
  ])("%s", (_rule, items, want) => expect(format(aggregateHealth(items))).toBe(want));
});

test("10,000 verdicts take less than 100 ms of processor time", () => {
  const objects = Array.from({ length: 10_000 }, (_, index) => cases[index % cases.length]?.object);
  const rounds = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    for (const object of objects) if (object !== undefined) assessHealth(object);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  expect(Math.min(...rounds)).toBeLessThan(100);
});
