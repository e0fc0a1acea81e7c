import { describe, expect, test } from "vitest";
import type { OrphanRules } from "../../src/application/project-spec.ts";
import type { ApiResource } from "../../src/kube/api-catalog.ts";
import { formatKey } from "../../src/kube/key.ts";
import type { KubeObject, ObjectMeta } from "../../src/kube/object.ts";
import { findMalformed, findOrphans, toOrphanKinds } from "../../src/live/orphans.ts";

const idOf = (text: string) => ({ annotations: { "argocd.argoproj.io/tracking-id": text } });
const ours = { labels: { "outrigger.dev/installation": "outrigger" } };
const none: OrphanRules = { warn: true, ignore: [] };
const ignoring = (...ignore: readonly Partial<OrphanRules["ignore"][number]>[]): OrphanRules => ({
  warn: true,
  ignore: ignore.map((each) => ({ group: "", kind: "", name: "", ...each })),
});

function object(text: string, metadata: Partial<ObjectMeta> = {}): KubeObject {
  const [apiVersion = "", kind = "", name = ""] = text.split(" ");
  return { apiVersion, kind, metadata: { name, namespace: "shop", ...metadata } };
}

type Over = { readonly rules?: OrphanRules; readonly label?: true; readonly own?: readonly string[] };

function namesOf(objects: readonly KubeObject[], { rules = none, label, own = [] }: Over = {}) {
  const question = {
    rules,
    installation: "outrigger",
    tracking: { method: label ? "label" : "annotation", labelKey: "app.kubernetes.io/instance" },
    applications: [
      { namespace: "argocd", name: "web" },
      { namespace: "team", name: "data" },
    ],
    own: new Set(own),
  } as const;
  return findOrphans(objects, question).map(formatKey);
}

const owner = { apiVersion: "v1", kind: "X", name: "x", uid: "u" };
const configMap = (metadata: Partial<ObjectMeta> = {}) => object("v1 ConfigMap a", metadata);

describe("an orphan", () => {
  test.each<[string, KubeObject, Over]>([
    ["what bears no mark", configMap(), {}],
    ["of a kind of any group", object("apps/v1 Deployment a"), {}],
    ["what bears a copied id, which names another object", configMap(idOf("web:/ConfigMap:shop/b")), {}],
    [
      "what an application of ours that is gone left behind",
      configMap({ ...idOf("old:/ConfigMap:shop/a"), ...ours }),
      {},
    ],
    [
      "what bears a label of Helm, where objects are tracked by annotation",
      configMap({ labels: { "app.kubernetes.io/instance": "web" } }),
      {},
    ],
    ["a Secret without a service account", object("v1 Secret a"), {}],
    ["a claim of no StatefulSet", object("v1 PersistentVolumeClaim data-db-0"), {}],
    ["a Service named kubernetes elsewhere", object("v1 Service kubernetes"), {}],
    ["what another kind's rule names", configMap(), { rules: ignoring({ kind: "Secret", name: "a" }) }],
    ["what another group's rule names", object("apps/v1 Deployment a"), { rules: ignoring({ name: "a" }) }],
    ["what a malformed pattern may have meant", configMap(), { rules: ignoring({ name: "[a" }) }],
  ])("is %s", (_rule, given, over) => {
    expect(namesOf([given], over)).toEqual([formatKey({ ...toKey(given) })]);
  });

  test.each<[string, readonly KubeObject[], Over]>([
    ["what an application's id names", [configMap(idOf("web:/ConfigMap:shop/a"))], {}],
    ["what an application of another namespace has", [configMap(idOf("team_data:/ConfigMap:shop/a"))], {}],
    ["what an Argo CD that is not known may have", [configMap(idOf("theirs:/ConfigMap:shop/a"))], {}],
    [
      "what another installation has",
      [
        configMap({
          ...idOf("old:/ConfigMap:shop/a"),
          labels: { "outrigger.dev/installation": "two" },
        }),
      ],
      {},
    ],
    [
      "what an application's label names, where objects are tracked by it",
      [configMap({ labels: { "app.kubernetes.io/instance": "web" } })],
      { label: true },
    ],
    ["what the application itself wants or has", [configMap()], { own: ["ConfigMap shop/a"] }],
    ["what has an owner", [configMap({ ownerReferences: [owner] })], {}],
    ["what is being deleted", [configMap({ deletionTimestamp: "2026-01-01T00:00:00Z" })], {}],
    ["the root certificate of every namespace", [object("v1 ConfigMap kube-root-ca.crt")], {}],
    ["the default service account", [object("v1 ServiceAccount default")], {}],
    ["the API server's Service", [object("v1 Service kubernetes", { namespace: "default" })], {}],
    [
      "the API server's slice",
      [object("discovery.k8s.io/v1 EndpointSlice kubernetes", { namespace: "default" })],
      {},
    ],
    ["Endpoints, which are their Service's", [object("v1 Endpoints web")], {}],
    [
      "a service account's token",
      [object("v1 Secret t", { annotations: { "kubernetes.io/service-account.name": "builder" } })],
      {},
    ],
    [
      "what an operator group installed",
      [
        object("operators.coreos.com/v1alpha1 ClusterServiceVersion c", {
          annotations: { "olm.operatorGroup": "g" },
        }),
      ],
      {},
    ],
    [
      "what the project ignores by kind and name",
      [configMap()],
      { rules: ignoring({ kind: "ConfigMap", name: "a" }) },
    ],
    ["by a glob of the name", [configMap()], { rules: ignoring({ kind: "ConfigMap", name: "{a,b}*" }) }],
    ["by a kind alone", [configMap()], { rules: ignoring({ kind: "Config*" }) }],
    ["by a name alone", [configMap()], { rules: ignoring({ name: "a" }) }],
    ["by a group", [object("apps/v1 Deployment a")], { rules: ignoring({ group: "app?" }) }],
  ])("is not %s", (_rule, given, over) => {
    expect(namesOf(given, over)).toEqual([]);
  });

  test("is no claim that a StatefulSet of the namespace made, which Kubernetes does not write down", () => {
    const set = object("apps/v1 StatefulSet my-db", { ownerReferences: [owner] });
    const claim = (name: string) => object(`v1 PersistentVolumeClaim ${name}`);
    const claims = ["data-my-db-0", "log-files-my-db-12", "my-db-0", "data-my-db", "data-my-db-x"];
    expect(namesOf([set, ...claims.map(claim)])).toEqual([
      "PersistentVolumeClaim shop/data-my-db",
      "PersistentVolumeClaim shop/data-my-db-x",
      "PersistentVolumeClaim shop/my-db-0",
    ]);
  });

  test("is named once, whatever the groups that list it, and in the order of its key", () => {
    const given = [
      object("extensions/v1beta1 Ingress i", { uid: "1" }),
      object("v1 Secret z", { uid: "2" }),
      object("networking.k8s.io/v1 Ingress i", { uid: "1" }),
      object("v1 Secret b", { uid: "3" }),
    ];
    expect(namesOf(given)).toEqual(["Secret shop/b", "Secret shop/z", "networking.k8s.io/Ingress shop/i"]);
  });
});

function toKey({ apiVersion, kind, metadata }: KubeObject) {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return { group, kind, namespace: metadata.namespace ?? "", name: metadata.name };
}

describe("kinds that are looked through", () => {
  const resource = (kind: string, over: Partial<ApiResource> = {}): ApiResource => ({
    group: "",
    version: "v1",
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced: true,
    verbs: ["list"],
    ...over,
  });

  test("are namespaced, can be listed, are allowed and not left out, in one version each", () => {
    const resources = [
      resource("ConfigMap"),
      resource("Node", { namespaced: false }),
      resource("Binding", { verbs: ["create"] }),
      resource("Event"),
      resource("Secret"),
      resource("Thing", { group: "a.b", version: "v2" }),
      resource("Thing", { group: "a.b", version: "v1" }),
      resource("Endpoints"),
      resource("Pod"),
      resource("Service"),
    ];
    const kinds = toOrphanKinds(resources, {
      rules: ignoring({ kind: "Pod" }, { kind: "Service", name: "one" }),
      isExcluded: ({ kind }) => kind === "Event",
      isAllowed: ({ kind }) => kind !== "Secret",
    });
    expect(kinds.map(({ kind, version }) => `${kind} ${version}`)).toEqual([
      "ConfigMap v1",
      "Thing v2",
      "Service v1",
    ]);
  });
});

test("malformed patterns are named by their field", () => {
  expect(findMalformed(ignoring({ kind: "ConfigMap" }, { name: "[a", group: "{" }))).toEqual([
    'spec.orphanedResources.ignore[1].group "{"',
    'spec.orphanedResources.ignore[1].name "[a"',
  ]);
});
