import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { create, list, patch, requireObject } from "./cluster-objects.ts";
import { type ApplicationParts, application } from "./declared-application.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace } from "./outrigger.ts";
import { conditionsOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { until } from "./until.ts";
import { describe as describeRequest, followRequests, isWrite } from "./writes.ts";

const trackingId = "argocd.argoproj.io/tracking-id";
const installationId = "argocd.argoproj.io/installation-id";
const instance = "app.kubernetes.io/instance";
const ownLabel = "outrigger.dev/installation";

let server: GitServer;
let count = 0;

beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.close());

const settings = (data: JsonObject): JsonObject => {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-cm", namespace: "argocd" }, data };
};

// What belongs to somebody else is refused again and again: there is nothing to wait for.
const syncPolicy = { automated: { prune: true, selfHeal: true }, retry: { limit: 0 } };

type Situation = {
  readonly namespace: string;
  readonly repository: TestRepository;
  app(name: string, parts?: Partial<ApplicationParts>): JsonObject;
};

/** A namespace, and a repository with a ConfigMap of each of these names. */
async function openSituation(...names: readonly string[]): Promise<Situation> {
  const namespace = await makeSpace("tracking");
  count += 1;
  const repository = await server.createRepository(`tracking-${count}`);
  const files = names.map((name) => [`app/${name}.yaml`, toYaml(configMap(name, { key: "git" }))]);
  await repository.commit(Object.fromEntries(files));
  const app: Situation["app"] = (name, parts = {}) =>
    application(name, { repoUrl: repository.url, path: "app", namespace, syncPolicy, ...parts });
  return { namespace, repository, app };
}

async function readMarks(namespace: string, name: string): Promise<readonly (string | undefined)[]> {
  const { labels, annotations } = (await requireObject({ kind: "ConfigMap", namespace, name })).metadata;
  return [annotations?.[trackingId], annotations?.[installationId], labels?.[ownLabel], labels?.[instance]];
}

const keyOf = async (namespace: string, name: string) =>
  (await requireObject({ kind: "ConfigMap", namespace, name }))["data"];

/** An object as somebody else's Argo CD leaves it. */
const foreign = (namespace: string, name: string, metadata: JsonObject): JsonObject => {
  const object = configMap(name, { key: "live" });
  return { ...object, metadata: { name, namespace, ...metadata } };
};

const make = async (object: JsonObject) => await create(JSON.parse(JSON.stringify(object)));

describe.concurrent("tracking", () => {
  test("by annotation: an object carries the id of its application and the label of its installation", async () => {
    const { namespace, app } = await openSituation("one");
    const workplace = await openWorkplace();
    await workplace.declare(app("app"));
    await workplace.once();
    const id = `app:/ConfigMap:${namespace}/one`;
    expect(await readMarks(namespace, "one")).toEqual([id, undefined, "outrigger", undefined]);
  });

  test("ids that name another object are ignored: a copy is neither ours nor pruned", async () => {
    const { namespace, repository, app } = await openSituation("one", "two");
    const workplace = await openWorkplace();
    await workplace.declare(app("app"));
    await workplace.once();
    const annotations = { [trackingId]: `app:/ConfigMap:${namespace}/two` };
    await make(foreign(namespace, "copy", { annotations }));
    await repository.commit({ "app/two.yaml": undefined });
    const report = await workplace.once();
    expect(report.of("app").resources.map(({ name }) => name)).toEqual(["one"]);
    const names = async () => (await list("ConfigMap", namespace)).map(({ metadata }) => metadata.name);
    await until("two is pruned", async () => !(await names()).includes("two"));
    expect(await names()).toEqual(["copy", "one"]);
  });

  test("by label and annotation: what Argo CD tracks by label is ours, what another label names is not", async () => {
    const { namespace, app } = await openSituation("mine", "theirs");
    await make(foreign(namespace, "mine", { labels: { [instance]: "app" } }));
    await make(foreign(namespace, "theirs", { labels: { [instance]: "other" } }));
    const workplace = await openWorkplace();
    await workplace.declare(settings({ "application.resourceTrackingMethod": "label" }), app("app"));
    const report = await workplace.once();
    expect(conditionsOf(report.of("app"))).toMatch(
      /SharedResourceWarning: ConfigMap \S+\/theirs .*part of applications app and other \(label app/,
    );
    expect(await keyOf(namespace, "mine")).toEqual({ key: "git" });
    expect(await keyOf(namespace, "theirs")).toEqual({ key: "live" });
    const id = `app:/ConfigMap:${namespace}/mine`;
    expect(await readMarks(namespace, "mine")).toEqual([id, undefined, "outrigger", "app"]);
  });

  test("by another label key, beside the annotation: the label is written, and its loss is mended", async () => {
    const { namespace, app } = await openSituation("one");
    const workplace = await openWorkplace();
    const label = "argocd.argoproj.io/instance";
    const data = {
      "application.resourceTrackingMethod": "annotation+label",
      "application.instanceLabelKey": label,
    };
    await workplace.declare(settings(data), app("app"));
    const labelOf = async () =>
      (await requireObject({ kind: "ConfigMap", namespace, name: "one" })).metadata.labels?.[label];
    await workplace.once();
    expect(await labelOf()).toBe("app");
    await patch({ kind: "ConfigMap", namespace, name: "one" }, { metadata: { labels: { [label]: null } } });
    await workplace.once();
    expect(await labelOf()).toBe("app");
  });
});

describe.concurrent("an installation id", () => {
  test("is written, and objects of another installation are foreign, whatever their application is called", async () => {
    const { namespace, app } = await openSituation("free", "theirs");
    const annotations = { [trackingId]: `app:/ConfigMap:${namespace}/theirs`, [installationId]: "west" };
    await make(foreign(namespace, "theirs", { annotations }));
    const workplace = await openWorkplace();
    await workplace.declare(settings({ installationID: "east" }), app("app"));
    const report = await workplace.once();
    expect(conditionsOf(report.of("app"))).toMatch(
      /SharedResourceWarning: .*theirs .*applications app and app of installation west/,
    );
    expect(await keyOf(namespace, "theirs")).toEqual({ key: "live" });
    const id = `app:/ConfigMap:${namespace}/free`;
    expect(await readMarks(namespace, "free")).toEqual([id, "east", "east", undefined]);
  });

  test("that is Argo CD's own lets its objects be taken over; without it they are left alone", async () => {
    const { namespace, app } = await openSituation("one");
    const annotations = { [trackingId]: `app:/ConfigMap:${namespace}/one`, [installationId]: "prod" };
    await make(foreign(namespace, "one", { annotations }));
    const beside = await openWorkplace();
    await beside.declare(app("app"));
    expect((await beside.once()).of("app").sync.status).toBe("OutOfSync");
    expect(await keyOf(namespace, "one")).toEqual({ key: "live" });
    const instead = await openWorkplace();
    await instead.declare(settings({ installationID: "prod" }), app("app"));
    expect((await instead.once()).of("app").sync.status).toBe("Synced");
    expect(await keyOf(namespace, "one")).toEqual({ key: "git" });
  });
});

describe.concurrent("an object that two applications claim", () => {
  test("stays with the first: the second warns, names both, and syncs the rest", async () => {
    const { namespace, repository, app } = await openSituation("shared");
    await repository.commit({
      "second/shared.yaml": toYaml(configMap("shared", { key: "second" })),
      "second/own.yaml": toYaml(configMap("own", { key: "second" })),
    });
    const workplace = await openWorkplace();
    await workplace.declare(app("first"));
    await workplace.once();
    await workplace.declare(app("first"), app("second", { path: "second" }));
    const report = await workplace.once();
    expect(conditionsOf(report.of("second"))).toMatch(
      /SharedResourceWarning: ConfigMap \S+\/shared \(v1\) is part of applications second and first/,
    );
    expect(report.of("first").sync.status).toBe("Synced");
    expect(report.of("second").sync.status).toBe("OutOfSync");
    expect(await keyOf(namespace, "shared")).toEqual({ key: "git" });
    expect(await keyOf(namespace, "own")).toEqual({ key: "second" });
  });

  test("FailOnSharedResource=true fails the sync before anything is written", async () => {
    const { namespace, repository, app } = await openSituation("shared");
    await repository.commit({
      "second/a.yaml": toYaml(configMap("a-new", { key: "second" })),
      "second/shared.yaml": toYaml(configMap("shared", { key: "second" })),
    });
    const workplace = await openWorkplace();
    await workplace.declare(app("first"));
    await workplace.once();
    const failing = { ...syncPolicy, syncOptions: ["FailOnSharedResource=true"] };
    await workplace.declare(app("first"), app("second", { path: "second", syncPolicy: failing }));
    const readRequests = await followRequests(namespace);
    const report = await workplace.once();
    const { phase, message } = report.of("second").operationState ?? {};
    expect(phase).toBe("Failed");
    expect(message).toMatch(/Cannot apply ConfigMap \S+\/shared: it belongs to first/);
    expect((await readRequests()).filter(isWrite).map(describeRequest)).toEqual([]);
    const names = (await list("ConfigMap", namespace)).map(({ metadata }) => metadata.name);
    expect(names).toEqual(["shared"]);
  });
});
