import { describe, expect, test } from "vitest";
import { compareKeys, formatKey, groupOf, type ObjectKey, toRef, versionOf } from "../../src/kube/key.ts";

const key = (group: string, kind: string, namespace: string, name: string): ObjectKey => ({
  group,
  kind,
  namespace,
  name,
});

test.each([
  ["v1", "", "v1"],
  ["apps/v1", "apps", "v1"],
  ["gateway.networking.k8s.io/v1beta1", "gateway.networking.k8s.io", "v1beta1"],
])("%s is group %j, version %s", (apiVersion, group, version) => {
  expect([groupOf(apiVersion), versionOf(apiVersion)]).toEqual([group, version]);
});

describe("toRef", () => {
  test("keeps the version the object is written in", () => {
    const object = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "shop" },
    };
    expect(toRef(object)).toEqual({ apiVersion: "apps/v1", ...key("apps", "Deployment", "shop", "web") });
  });
  test("a cluster-scoped object has the empty namespace", () => {
    expect(toRef({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } }).namespace).toBe("");
  });
});

describe("formatKey", () => {
  test.each([
    [key("apps", "Deployment", "shop", "web"), "apps/Deployment shop/web"],
    [key("", "ConfigMap", "shop", "a"), "ConfigMap shop/a"],
    [key("", "Namespace", "", "shop"), "Namespace shop"],
    [
      key("rbac.authorization.k8s.io", "ClusterRole", "", "admin"),
      "rbac.authorization.k8s.io/ClusterRole admin",
    ],
  ])("%o is %s", (object, text) => expect(formatKey(object)).toBe(text));
});

describe("compareKeys", () => {
  test("orders by group, kind, namespace and name", () => {
    const sorted = [
      key("", "ConfigMap", "a", "z"),
      key("", "ConfigMap", "b", "a"),
      key("", "ConfigMap", "b", "b"),
      key("", "Secret", "a", "a"),
      key("apps", "Deployment", "a", "a"),
    ];
    expect([...sorted].reverse().sort(compareKeys)).toEqual(sorted);
  });
  test("equal keys are equal", () =>
    expect(compareKeys(key("", "A", "", "x"), key("", "A", "", "x"))).toBe(0));
});
