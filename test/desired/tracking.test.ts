import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isTrackingIdOf,
  parseInstanceName,
  parseTrackingId,
  toInstanceName,
  toTrackingId,
} from "../../src/desired/tracking.ts";

const shop = { namespace: "argocd", name: "shop" };
const web = { group: "apps", kind: "Deployment", namespace: "shop", name: "web" };
const role = {
  group: "rbac.authorization.k8s.io",
  kind: "ClusterRole",
  namespace: "",
  name: "system:reader",
};

describe("tracking ids", () => {
  test.each<[rule: string, id: string, want: string]>([
    ["group, kind, namespace, name", toTrackingId(shop, web), "shop:apps/Deployment:shop/web"],
    ["the core group is empty", toTrackingId(shop, { ...web, group: "", kind: "Pod" }), "shop:/Pod:shop/web"],
    [
      "a cluster-scoped object has the destination's namespace",
      toTrackingId(shop, role, "shop"),
      "shop:rbac.authorization.k8s.io/ClusterRole:shop/system:reader",
    ],
    ["a namespace of its own is kept", toTrackingId(shop, web, "elsewhere"), "shop:apps/Deployment:shop/web"],
    [
      "an application of another namespace",
      toTrackingId({ namespace: "team", name: "shop" }, web),
      "team_shop:apps/Deployment:shop/web",
    ],
  ])("%s", (_rule, id, want) => expect(id).toBe(want));

  test.each<[rule: string, namespace: string, want: string]>([
    ["the control plane's namespace", "argocd", "shop"],
    ["no namespace", "", "shop"],
    ["another namespace", "team", "team_shop"],
  ])("instance name in %s", (_rule, namespace, want) =>
    expect(toInstanceName({ namespace, name: "shop" })).toBe(want),
  );

  test.each([
    ["of the control plane", "shop", { namespace: "argocd", name: "shop" }],
    ["of another namespace", "team_shop", { namespace: "team", name: "shop" }],
    ["of nobody: empty", "", undefined],
    ["of nobody: no name after the namespace", "team_", undefined],
    ["of nobody: no namespace before the name", "_shop", undefined],
    ["of nobody: more than Kubernetes allows", "a_b_c", undefined],
  ])("instance name %s is read", (_rule, text, want) => expect(parseInstanceName(text)).toEqual(want));

  test("an instance name that is written can be read", () => {
    const word = fc.stringMatching(/^[a-z0-9.-]{1,10}$/);
    fc.assert(
      fc.property(word, word, (namespace, name) => {
        expect(parseInstanceName(toInstanceName({ namespace, name }))).toEqual({ namespace, name });
      }),
    );
  });

  test.each([
    "",
    "shop",
    "shop:apps/Deployment",
    "shop:Deployment:shop/web",
    "a:b/c/d:e/f",
    "a:b/c:d",
    "a:b/c:d/e/f",
  ])("%j is none", (text) => expect(parseTrackingId(text)).toBeUndefined());

  test("what is written can be read", () => {
    const word = fc.stringMatching(/^[a-z.-]{1,10}$/);
    const name = fc.stringMatching(/^[a-z:.-]{1,10}$/);
    const key = fc.record({ group: fc.option(word, { nil: "" }), kind: word, namespace: word, name });
    fc.assert(
      fc.property(word, key, (application, object) => {
        const id = parseTrackingId(toTrackingId({ namespace: "argocd", name: application }, object));
        expect(id).toEqual({ application, ...object });
      }),
    );
  });

  test.each<[rule: string, id: string, key: typeof web, want: boolean]>([
    ["its own", "shop:apps/Deployment:shop/web", web, true],
    ["copied to a child", "shop:apps/Deployment:shop/web", { ...web, kind: "ReplicaSet" }, false],
    ["of the same name elsewhere", "shop:apps/Deployment:other/web", web, false],
    ["of another name", "shop:apps/Deployment:shop/other", web, false],
    ["of another group", "shop:extensions/Deployment:shop/web", web, false],
    [
      "of a cluster-scoped object, whatever the namespace",
      "shop:rbac.authorization.k8s.io/ClusterRole:shop/system:reader",
      role,
      true,
    ],
  ])("an id %s", (_rule, text, key, want) => {
    const id = parseTrackingId(text);
    expect(id !== undefined && isTrackingIdOf(id, key)).toBe(want);
  });
});
