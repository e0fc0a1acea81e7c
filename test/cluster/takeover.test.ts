import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requestDeletion } from "../../src/deletion/request-deletion.ts";
import { isObject, type JsonObject, readField } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { openExistingTable } from "../../src/local/open-local.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { patch, read, remove, requireObject } from "./cluster-objects.ts";
import { ask, requireOk, toObject } from "./cluster-requests.ts";
import { application } from "./declared-application.ts";
import { configMap, deployment, service, toYaml } from "./manifests.ts";
import { type Kubectl, openKubectl } from "./open-kubectl.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { until } from "./until.ts";
import { describe as describeRequest, followRequests, isWrite } from "./writes.ts";

const argocd = "apply --field-manager=argocd-controller -f -";
const argocdOnServer = "apply --server-side --force-conflicts --field-manager=argocd-controller -f -";
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const trackingId = "argocd.argoproj.io/tracking-id";

let server: GitServer;

beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.close());

const encode = (text: string) => Buffer.from(text).toString("base64");

const secret = (data: Readonly<Record<string, string>>): JsonObject => {
  const encoded = Object.entries(data).map(([key, value]) => [key, encode(value)]);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "keys" },
    data: Object.fromEntries(encoded),
  };
};

function definition(group: string): JsonObject {
  const schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind: "Widget", plural: "widgets", singular: "widget", listKind: "WidgetList" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}

function widget(group: string, spec: JsonObject): JsonObject {
  return { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name: "gear" }, spec };
}

/** Lays a tracking id on an object, as Argo CD does before it applies it. */
function tracked(object: JsonObject, namespace: string): JsonObject {
  const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
  const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
  const [version = "", group = ""] = String(object["apiVersion"]).split("/").toReversed();
  expect(version).not.toBe("");
  const id = `app:${group}/${String(object["kind"])}:${namespace}/${String(metadata["name"])}`;
  return {
    ...object,
    metadata: { ...metadata, namespace, annotations: { ...annotations, [trackingId]: id } },
  };
}

/** What must not change when somebody else takes an object over. */
function toSubstance({ metadata, status: _, ...fields }: KubeObject): JsonObject {
  // No generation: that of a Deployment moves with its annotations too.
  const { name, uid, labels = {} } = metadata;
  const own = Object.entries(labels).filter(([label]) => label !== "outrigger.dev/installation");
  return { ...fields, metadata: { name, uid: uid ?? "", labels: Object.fromEntries(own) } };
}

const managersOf = ({ metadata }: KubeObject) =>
  (metadata.managedFields ?? []).map((entry) => {
    const { manager, operation, subresource = "" } = entry;
    return `${manager} ${operation}${subresource === "" ? "" : ` ${subresource}`}`;
  });

const dataOf = (object: KubeObject) => readField(object, "data");

/** Tells whether an object is gone: a foreground deletion ends a moment after it was accepted. */
const untilGone = (kind: string, namespace: string, name: string) =>
  until(`${kind} ${name} is gone`, async () => (await read({ kind, namespace, name })) === undefined);

describe("an application that Argo CD has managed", () => {
  let namespace: string;
  let group: string;
  let kubectl: Kubectl;
  let repository: TestRepository;
  let workplace: Workplace;
  let before: readonly KubeObject[];

  const kinds = [
    ["Deployment", "web"],
    ["Service", "web"],
    ["ConfigMap", "settings"],
    ["ConfigMap", "served"],
    ["ConfigMap", "leaving"],
    ["Secret", "keys"],
  ] as const;

  const readAll = async (): Promise<readonly KubeObject[]> => {
    const objects = await Promise.all(kinds.map(([kind, name]) => requireObject({ kind, namespace, name })));
    return [...objects, await readWidget()];
  };

  const readWidget = async (): Promise<KubeObject> => {
    const path = `/apis/${group}/v1/namespaces/${namespace}/widgets/gear`;
    const { status, body } = await ask({ method: "GET", path });
    return toObject(requireOk(body, status));
  };

  beforeAll(async () => {
    namespace = await makeSpace("takeover");
    group = `${namespace}.example.com`;
    kubectl = await openKubectl(namespace);
    const crd = definition(group);
    const clientSide = [
      deployment("web"),
      service("web"),
      configMap("settings", { a: "1", b: "2" }),
      configMap("leaving", { a: "1" }),
    ];
    const serverSide = [
      configMap("served", { a: "1", b: "2" }),
      secret({ password: "first", token: "second" }),
      widget(group, { size: 3, colour: "red" }),
    ];
    await kubectl(argocdOnServer, crd);
    await kubectl(`wait --for=condition=Established crd/widgets.${group} --timeout=60s`);
    await kubectl(argocd, ...clientSide.map((object) => tracked(object, namespace)));
    await kubectl(argocdOnServer, ...serverSide.map((object) => tracked(object, namespace)));
    await patch({ kind: "Deployment", namespace, name: "web" }, { spec: { replicas: 2 } }, "scale");
    repository = await server.createRepository("takeover");
    const files = [crd, ...clientSide, ...serverSide].map((object, index) => [
      `app/${index}.yaml`,
      toYaml(object),
    ]);
    await repository.commit(Object.fromEntries(files), "As Argo CD has it");
    workplace = await openWorkplace();
    await workplace.declare(application("app", { repoUrl: repository.url, path: "app", namespace }));
    before = await readAll();
  });

  afterAll(() => remove({ kind: "CustomResourceDefinition", name: `widgets.${group}` }));

  test("is taken over with no object created anew and no field lost, whichever way it was applied", async () => {
    const report = await workplace.once();
    expect(conditionsOf(report.of("app"))).toBe("");
    expect(report.of("app").sync.status).toBe("Synced");
    const after = await readAll();
    expect(after.map(toSubstance)).toEqual(before.map(toSubstance));
    for (const object of after) {
      expect(managersOf(object)).toContain("outrigger-outrigger Apply");
      expect(managersOf(object).join()).not.toContain("argocd");
      expect(object.metadata.annotations?.[lastApplied]).toBeUndefined();
    }
    const [web] = after;
    expect(web && managersOf(web)).toContain("somebody Update scale");
  });

  test("is not written again in the run after", async () => {
    const versions = (await readAll()).map(({ metadata }) => metadata.resourceVersion);
    const readRequests = await followRequests(namespace);
    const report = await workplace.once();
    expect(report.of("app").sync.status).toBe("Synced");
    expect((await readRequests()).filter(isWrite).map(describeRequest)).toEqual([]);
    // What a controller does to the status of a Deployment is not ours.
    const after = (await readAll()).map(({ metadata }) => metadata.resourceVersion);
    expect(after.slice(1)).toEqual(versions.slice(1));
  });

  test("a field and an object that leave Git leave the cluster; what an autoscaler set stays", async () => {
    await repository.commit({
      "app/3.yaml": toYaml(configMap("settings", { a: "1" })),
      "app/4.yaml": undefined,
      "app/5.yaml": toYaml(configMap("served", { b: "2" })),
      "app/6.yaml": toYaml(secret({ token: "second" })),
      "app/7.yaml": toYaml(widget(group, { size: 3 })),
    });
    expect((await workplace.once()).of("app").sync.status).toBe("Synced");
    const data = async (kind: string, name: string) => dataOf(await requireObject({ kind, namespace, name }));
    expect(await data("ConfigMap", "settings")).toEqual({ a: "1" });
    expect(await data("ConfigMap", "served")).toEqual({ b: "2" });
    expect(await data("Secret", "keys")).toEqual({ token: encode("second") });
    expect((await readWidget())["spec"]).toEqual({ size: 3 });
    await untilGone("ConfigMap", namespace, "leaving");
    const web = await requireObject({ kind: "Deployment", namespace, name: "web" });
    expect(readField(web, "spec", "replicas")).toBe(2);
  });

  test("is handed back: the objects stay as they are, with nothing of ours on them", async () => {
    const held = kinds.filter(([, name]) => name !== "leaving");
    const readHeld = () => Promise.all(held.map(([kind, name]) => requireObject({ kind, namespace, name })));
    const present = await readHeld();
    const table = await openExistingTable(workplace.state);
    const ports = { ...table, clock: { now: () => Date.now() }, queues: { wake: () => Promise.resolve() } };
    const wish = { cascade: false, requestedBy: "ann" };
    await requestDeletion({ namespace: "argocd", name: "app" }, wish, ports);
    await table.close();
    await workplace.once();
    const left = await readHeld();
    expect(left.map(toSubstance)).toEqual(present.map(toSubstance));
    for (const { metadata } of left) expect(JSON.stringify(metadata)).not.toMatch(/outrigger|tracking-id/);
  });

  test("Argo CD goes on server-side: no conflict, and what it leaves out goes at once", async () => {
    const object = configMap("served", { c: "3" });
    await kubectl(argocdOnServer, tracked(object, namespace));
    const served = await requireObject({ kind: "ConfigMap", namespace, name: "served" });
    expect(dataOf(served)).toEqual({ c: "3" });
    expect(managersOf(served)).toEqual(["argocd-controller Apply"]);
  });

  test("Argo CD goes on client-side: what it leaves out goes at once", async () => {
    await kubectl(argocd, tracked(configMap("settings", { c: "3" }), namespace));
    const settings = await requireObject({ kind: "ConfigMap", namespace, name: "settings" });
    expect(dataOf(settings)).toEqual({ c: "3" });
  });

  test("kubectl apply goes on server-side without force: no conflict, and removal works", async () => {
    const keys = async () => dataOf(await requireObject({ kind: "Secret", namespace, name: "keys" }));
    const apply = "apply --server-side -f -";
    await kubectl(apply, secret({ token: "second" }));
    await kubectl(apply, secret({ other: "third" }));
    expect(await keys()).toEqual({ other: encode("third") });
  });
});

describe.concurrent("objects that people wrote by hand", () => {
  test("are taken over from kubectl create, replace, edit and apply, from Helm and a manager by name: a field that Git never had goes", async () => {
    const namespace = await makeSpace("takeover");
    const kubectl = await openKubectl(namespace);
    const extra = { key: "1", extra: "x" };
    await kubectl("create -f -", configMap("created", extra));
    await kubectl("create -f -", configMap("replaced", { key: "1" }), configMap("edited", { key: "1" }));
    await kubectl("replace -f -", configMap("replaced", extra));
    await kubectl(`patch configmap edited --field-manager=kubectl-edit -p '{"data":{"extra":"x"}}'`);
    await kubectl("apply -f -", configMap("applied", extra));
    await kubectl("create --field-manager=helm -f -", configMap("helm-3", extra));
    await kubectl("apply --server-side --field-manager=helm -f -", configMap("helm-4", extra));
    await kubectl("apply --server-side --field-manager=terraform -f -", configMap("named", extra));
    await kubectl("apply --server-side --field-manager=stranger -f -", configMap("stranger", extra));
    const repository = await server.createRepository("by-hand");
    const names = ["created", "replaced", "edited", "applied", "helm-3", "helm-4", "named", "stranger"];
    await repository.commit({ "all.yaml": toYaml(...names.map((name) => configMap(name, { key: "1" }))) });
    const workplace = await openWorkplace();
    const app = application("app", { repoUrl: repository.url, namespace });
    const annotations = { "argocd.argoproj.io/client-side-apply-migration-manager": "terraform" };
    await workplace.declare({ ...app, metadata: { name: "app", annotations } });
    expect((await workplace.once()).of("app").sync.status).toBe("Synced");
    const data = async (name: string) => dataOf(await requireObject({ kind: "ConfigMap", namespace, name }));
    for (const name of names.slice(0, -1)) expect(await data(name), name).toEqual({ key: "1" });
    expect(await data("stranger")).toEqual(extra);
  });

  test("keep their owners where ClientSideApplyMigration=false", async () => {
    const namespace = await makeSpace("takeover");
    const kubectl = await openKubectl(namespace);
    await kubectl("apply -f -", configMap("applied", { key: "1", extra: "x" }));
    const repository = await server.createRepository("unmigrated");
    await repository.commit({ "all.yaml": toYaml(configMap("applied", { key: "1" })) });
    const workplace = await openWorkplace();
    const syncPolicy = { automated: {}, syncOptions: ["ClientSideApplyMigration=false"] };
    await workplace.declare(application("app", { repoUrl: repository.url, namespace, syncPolicy }));
    expect((await workplace.once()).of("app").sync.status).toBe("Synced");
    const applied = await requireObject({ kind: "ConfigMap", namespace, name: "applied" });
    expect(dataOf(applied)).toEqual({ key: "1", extra: "x" });
    expect(managersOf(applied)).toContain("kubectl-client-side-apply Update");
  });

  test("ServerSideApply=true and =false: both are applied server-side, and a warning says of the second that it is", async () => {
    for (const [value, isTold] of [
      ["true", false],
      ["false", true],
    ] as const) {
      const namespace = await makeSpace("takeover");
      const repository = await server.createRepository(`server-side-${value}`);
      await repository.commit({ "all.yaml": toYaml(configMap("applied", { key: "1" })) });
      const workplace = await openWorkplace();
      const syncPolicy = { automated: {}, syncOptions: [`ServerSideApply=${value}`] };
      await workplace.declare(application("app", { repoUrl: repository.url, namespace, syncPolicy }));
      const report = await workplace.once();
      expect(report.of("app").sync.status).toBe("Synced");
      const told = `${conditionsOf(report.of("app"))}${report.stderr}`;
      expect(told.includes("server-side apply is the only way here")).toBe(isTold);
      const applied = await requireObject({ kind: "ConfigMap", namespace, name: "applied" });
      expect(managersOf(applied)).toEqual(["outrigger-outrigger Apply"]);
      expect(applied.metadata.annotations?.[lastApplied]).toBeUndefined();
    }
  });
});
