import { describe, expect, test } from "vitest";
import { type ApiCatalog, findResource, isStale } from "../../src/kube/api-catalog.ts";

const deployments = { group: "apps", version: "v1", kind: "Deployment", plural: "deployments" };
const pods = { group: "", version: "v1", kind: "Pod", plural: "pods" };
const catalog: ApiCatalog = {
  serverVersion: "v1.35.4",
  resources: [deployments, pods].map((each) => ({ ...each, namespaced: true, verbs: ["list"] })),
  stale: ["metrics.k8s.io/v1beta1"],
};

describe("findResource", () => {
  test.each([
    ["a kind of a group", "apps/v1", "Deployment", "deployments"],
    ["a kind of the core group", "v1", "Pod", "pods"],
    ["another version is another resource", "apps/v1beta1", "Deployment", undefined],
    ["another group too", "v1", "Deployment", undefined],
    ["kinds have capitals", "v1", "pod", undefined],
  ])("%s", (_, apiVersion, kind, plural) => {
    expect(findResource(catalog, apiVersion, kind)?.plural).toBe(plural);
  });
});

describe("isStale", () => {
  test.each([
    ["a group whose API service does not answer", "metrics.k8s.io", true],
    ["a group that answers", "apps", false],
    ["a group nobody knows is absent, not stale", "example.com", false],
    ["the core group", "", false],
  ])("%s", (_, group, expected) => expect(isStale(catalog, group)).toBe(expected));
});
