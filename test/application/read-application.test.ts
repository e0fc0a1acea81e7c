import { describe, expect, test } from "vitest";
import { parseApplication } from "../../src/application/read-application.ts";
import { parseProject } from "../../src/application/read-project.ts";
import { defaultSyncOptions } from "../../src/application/sync-options.ts";
import type { JsonObject } from "../../src/kube/json.ts";

const least: JsonObject = {
  source: { repoURL: "https://example.com/shop", path: "./charts//shop/" },
  destination: { server: "https://kubernetes.default.svc" },
};

function read(spec: JsonObject) {
  const metadata = { name: "shop" };
  return parseApplication({ apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata, spec });
}

describe("an Application that was stored", () => {
  test("has every default that Argo CD documents", () => {
    expect(read(least)).toEqual({
      name: { namespace: "argocd", name: "shop" },
      problems: [],
      application: {
        name: { namespace: "argocd", name: "shop" },
        labels: {},
        annotations: {},
        finalizers: [],
        project: "default",
        source: {
          repoUrl: "https://example.com/shop",
          path: "charts/shop",
          targetRevision: "HEAD",
          directory: { recurse: false, include: "", exclude: "" },
          helm: {
            valueFiles: [],
            ignoreMissingValueFiles: false,
            values: "",
            parameters: [],
            fileParameters: [],
            skipCrds: false,
            skipTests: false,
            skipSchemaValidation: false,
            apiVersions: [],
          },
          kustomize: { images: [], commonLabels: {}, commonAnnotations: {}, replicas: [] },
        },
        destination: { server: "https://kubernetes.default.svc", namespace: "" },
        syncPolicy: { options: defaultSyncOptions },
        ignoreDifferences: [],
        historyLimit: 10,
        specHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  test("names its fields, without lines", () => {
    const { application, problems } = read({ ...least, project: 1 });
    expect(application).toBeUndefined();
    expect(problems).toEqual([
      {
        file: "Application shop",
        severity: "error",
        message: "spec.project: must be text: 1 (put it in quotes)",
      },
    ]);
  });

  test.each([
    ["automated", { automated: {} }, { automated: { prune: false, selfHeal: false, allowEmpty: false } }],
    ["automated but not enabled is manual", { automated: { enabled: false, prune: true } }, {}],
    ["retry", { retry: {} }, { retry: { limit: 0, durationMs: 5_000, factor: 2, maxDurationMs: 180_000 } }],
    [
      "retry with the newest revision",
      { retry: { limit: 1, refresh: true } },
      { retry: { limit: 1, durationMs: 5_000, factor: 2, maxDurationMs: 180_000, refresh: true } },
    ],
    [
      "metadata of the destination namespace",
      { managedNamespaceMetadata: { labels: { team: "a" } } },
      { managedNamespaceMetadata: { labels: { team: "a" }, annotations: {} } },
    ],
    [
      "retry without end",
      { retry: { limit: -3, backoff: { duration: "10", maxDuration: "1h30m" } } },
      { retry: { limit: -1, durationMs: 10_000, factor: 2, maxDurationMs: 5_400_000 } },
    ],
  ])("syncPolicy: %s", (_, syncPolicy, expected) => {
    expect(read({ ...least, syncPolicy }).application?.syncPolicy).toEqual({
      options: defaultSyncOptions,
      ...expected,
    });
  });

  test.each([
    ["the tool that is named is used, even with no option", { directory: {} }, { tool: "directory" }],
    [
      "a replica count may be text",
      { kustomize: { replicas: [{ name: "a", count: "3" }] } },
      { tool: "kustomize" },
    ],
    [
      "null in the values of a chart removes a default",
      { helm: { valuesObject: { a: null } } },
      { helm: { valuesObject: { a: null } } },
    ],
    ["null elsewhere is absent", { directory: null, targetRevision: null }, { targetRevision: "HEAD" }],
  ])("source: %s", (_, fields, expected) => {
    const source = { repoURL: "https://example.com/shop", path: ".", ...fields };
    expect(read({ ...least, source }).application?.source).toMatchObject(expected);
  });

  test("its hash follows source, destination and ignore rules, and nothing else", () => {
    const hash = (change: JsonObject) => read({ ...least, ...change }).application?.specHash;
    const base = hash({});
    expect(hash({ project: "team", syncPolicy: { automated: {} }, revisionHistoryLimit: 3 })).toBe(base);
    expect(hash({ source: { repoURL: "https://example.com/shop", path: "charts/shop" } })).toBe(base);
    expect(hash({ source: { repoURL: "https://example.com/shop", path: "other" } })).not.toBe(base);
    expect(hash({ destination: { name: "other" } })).not.toBe(base);
    expect(hash({ ignoreDifferences: [{ kind: "Job", jsonPointers: ["/spec"] }] })).not.toBe(base);
  });
});

test("an AppProject that was stored is read as it was", () => {
  const spec = {
    sourceRepos: ["a"],
    clusterResourceWhitelist: [{ group: "", kind: "Namespace", name: "x-*" }],
  };
  const metadata = { name: "team" };
  const { project } = parseProject({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata,
    spec,
  });
  expect(project).toEqual({
    name: "team",
    sourceRepos: ["a"],
    destinations: [],
    clusterResourceWhitelist: [{ group: "", kind: "Namespace", name: "x-*" }],
    clusterResourceBlacklist: [],
    namespaceResourceBlacklist: [],
  });
});
