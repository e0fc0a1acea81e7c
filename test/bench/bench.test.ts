import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { toReport } from "./report.ts";
import { countRequests } from "./request-counter.ts";
import { toMedian, toMedianItem, toRounded } from "./statistics.ts";
import {
  filesOf,
  inNamespace,
  namespacesOf,
  objectPath,
  objectsOf,
  objectsPerApplication,
  toApplication,
  workload,
} from "./workload.ts";

describe("the workload", () => {
  test("is 20 applications of 40 ConfigMaps, 5 Services and 5 Deployments", () => {
    const kinds = Map.groupBy(objectsOf(0), ({ kind }) => kind);
    const counts = Object.fromEntries([...kinds].map(([kind, objects]) => [kind, objects.length]));
    expect(counts).toEqual({ ConfigMap: 40, Service: 5, Deployment: 5 });
    expect(workload.applications * objectsPerApplication).toBe(1_000);
  });

  test("has ConfigMaps of about a kilobyte", () => {
    const [configMap] = objectsOf(3);
    const bytes = JSON.stringify(configMap).length;
    expect(bytes).toBeGreaterThan(900);
    expect(bytes).toBeLessThan(1_300);
  });

  test("differs between applications and is the same at every run", () => {
    expect(objectsOf(1)).toEqual(objectsOf(1));
    expect(objectsOf(1)).not.toEqual(objectsOf(2));
  });

  test("is written as one file a kind, without loss", () => {
    const objects = objectsOf(7);
    const files = filesOf(objects);
    expect(Object.keys(files)).toEqual(["configmaps.yaml", "services.yaml", "deployments.yaml"]);
    const read = Object.values(files).flatMap((text) => parseAllDocuments(text).map((each) => each.toJS()));
    expect(read).toEqual(objects);
  });

  test("has namespaces of its own in every run", () => {
    expect(namespacesOf("a").slice(0, 2)).toEqual(["a-app-00", "a-app-01"]);
    expect(namespacesOf("a").some((name) => namespacesOf("b").includes(name))).toBe(false);
  });

  test("is addressed as the API server does", () => {
    const paths = inNamespace(objectsOf(0), "shop").map(objectPath);
    expect(paths[0]).toBe("/api/v1/namespaces/shop/configmaps/config-0");
    expect(paths.at(-1)).toBe("/apis/apps/v1/namespaces/shop/deployments/web-4");
  });

  test("is named by Applications that sync by themselves", () => {
    const application = toApplication("app-04", "http://git.example/workload.git", "shop");
    expect(application).toMatchObject({
      metadata: { name: "app-04" },
      spec: { source: { path: "app-04" }, destination: { namespace: "shop" }, syncPolicy: { automated: {} } },
    });
  });
});

describe("the requests", () => {
  const list = { method: "GET", path: "/api/v1/namespaces/shop/configmaps?limit=500" };
  const one = { method: "GET", path: "/api/v1/namespaces/shop/configmaps/config-1" };
  const other = { method: "GET", path: "/apis/apps/v1/namespaces/shop/deployments?limit=500" };
  const apply = { method: "PATCH", path: "/api/v1/namespaces/shop/configmaps/config-1?force=true" };
  const dryRun = { ...apply, path: `${apply.path}&dryRun=All` };

  test("that could change something are mutations, dry-runs are none", () => {
    expect(countRequests([list, apply, apply, dryRun])).toEqual({
      requests: 4,
      requestsPerKind: 1,
      mutations: 2,
      dryRuns: 1,
    });
  });

  test("per kind are lists and single reads of one kind in one namespace", () => {
    expect(countRequests([list, one, other, apply]).requestsPerKind).toBe(2);
  });

  test("of discovery belong to no kind", () => {
    const discovery = { method: "GET", path: "/apis" };
    expect(countRequests([discovery])).toMatchObject({ requests: 1, requestsPerKind: 0 });
  });
});

describe("the statistics", () => {
  test.each([
    { name: "odd: the middle", values: [9, 1, 5], want: 5 },
    { name: "even: the lower of the two in the middle", values: [4, 1, 2, 3], want: 2 },
    { name: "numbers, not texts, are ordered", values: [10, 9, 100], want: 10 },
  ])("median, $name", ({ values, want }) => expect(toMedian(values)).toBe(want));

  test("there is no median of nothing", () => expect(() => toMedian([])).toThrow("no values"));

  test("the item of the median is one of the items", () => {
    const items = [{ s: 3 }, { s: 1 }, { s: 2 }];
    expect(toMedianItem(items, ({ s }) => s)).toBe(items[2]);
  });

  test("figures are rounded", () => expect(toRounded(1.23456, 3)).toBe(1.235));
});

test("the report compares the medians and takes the counts of the median run", () => {
  const run = (seconds: number, requests: number) => ({
    seconds,
    requests,
    requestsPerKind: 1,
    mutations: 0,
    dryRuns: 0,
    renders: 0,
    cpuSeconds: 1,
    peakMb: 150.44,
  });
  const report = toReport({
    objects: 1_000,
    sync: [run(3, 1_300), run(1, 1_100), run(2, 1_200)],
    noChange: [run(0.3, 63), run(0.2, 64), run(0.4, 65)],
    kubectlSeconds: [8, 5, 4],
    bareLoopSeconds: [2, 1.6, 1],
  });
  expect(report.sync).toMatchObject({
    seconds: 2,
    requests: 1_200,
    ratioToKubectl: 0.4,
    ratioToBareLoop: 1.25,
  });
  expect(report.noChange).toMatchObject({ seconds: 0.3, requests: 63, peakMb: 150.4 });
});
