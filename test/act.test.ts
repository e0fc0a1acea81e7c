import { describe, expect, test } from "vitest";
import { act, listActions } from "../src/act.ts";
import type { ActionRun } from "../src/actions/action.ts";
import { type JsonObject, readField } from "../src/kube/json.ts";
import type { ObjectRef } from "../src/kube/key.ts";
import type { KubeObject } from "../src/kube/object.ts";
import type { Ports } from "../src/ports/ports.ts";
import type { ActionOverride } from "../src/settings/override-settings.ts";
import type { ObjectTarget } from "../src/touch/own-object.ts";
import { automatic, openMall } from "./reconcile/shop.ts";

const mall = openMall();

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx}]}}
`;
const night = `apiVersion: batch/v1
kind: CronJob
metadata: {name: night}
spec:
  schedule: "0 3 * * *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: night, image: busybox}]}}}}
`;

function refOf(apiVersion: string, kind: string, name: string): ObjectRef {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return { apiVersion, group, kind, namespace: mall.shop.namespace, name };
}

const target = (ref: ObjectRef): ObjectTarget => ({ application: mall.shop.name, key: ref });

function run(
  ref: ObjectRef,
  name: string,
  parameters: ActionRun["parameters"] = {},
  ports = mall.shop.process.ports,
) {
  return act(target(ref), { name, parameters }, ports);
}

async function read(ref: ObjectRef): Promise<KubeObject | undefined> {
  const { ports } = mall.shop.process;
  const { cluster } = await ports.clusters.open({ name: "in-cluster", namespace: mall.shop.namespace });
  return (await cluster.read([ref], { shared: false })).objects[0];
}

function withActions(actions: readonly ActionOverride[]): Ports {
  const { ports } = mall.shop.process;
  return { ...ports, settings: { ...ports.settings, overrides: { ...ports.settings.overrides, actions } } };
}

async function openWeb(spec: JsonObject = {}): Promise<ObjectRef> {
  await mall.shop.declare({ ...automatic, ...spec });
  await mall.shop.sync({ "web.yaml": web, "night.yaml": night });
  return refOf("apps/v1", "Deployment", "web");
}

describe("built in", () => {
  test("a restart is one patch, and the application stays as Git wants it", async () => {
    const ref = await openWeb();
    mall.cluster.writes();
    await run(ref, "restart");
    const annotations = readField(await read(ref), "spec", "template", "metadata", "annotations");
    expect(readField(annotations, "kubectl.kubernetes.io/restartedAt")).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(
      mall.cluster
        .writes()
        .map(String)
        .filter((each) => each.includes("web")),
    ).toHaveLength(1);
    expect((await mall.shop.settle()).state?.sync.status).toBe("Synced");
  });

  test("a scale of what Git does not say stays", async () => {
    const ref = await openWeb();
    await run(ref, "scale", { replicas: "3" });
    expect(readField(await read(ref), "spec", "replicas")).toBe(3);
    await mall.shop.settle();
    expect(readField(await read(ref), "spec", "replicas")).toBe(3);
  });

  test("a Job is made of a CronJob, and belongs to it", async () => {
    await openWeb();
    const [made] = await run(refOf("batch/v1", "CronJob", "night"), "create-job");
    expect(made?.operation).toBe("create");
    const job = made === undefined ? undefined : await read(made.ref);
    expect(job?.metadata.ownerReferences?.[0]).toMatchObject({ kind: "CronJob", name: "night" });
  });

  test("the actions are listed as they are now", async () => {
    const ref = await openWeb();
    await run(ref, "pause");
    const listed = await listActions(target(ref), mall.shop.process.ports);
    expect(listed.filter(({ disabled }) => disabled).map(({ name }) => name)).toEqual(["pause"]);
  });
});

function toOverride(group: string, kind: string, name: string, lua: string, merges = false): ActionOverride {
  const discovery = `actions = {}\nactions["${name}"] = {}\nreturn actions`;
  return { group, kind, discovery, definitions: [{ name, lua }], mergesBuiltIn: merges };
}

describe("scripts of the settings", () => {
  const paint = `if obj.metadata.annotations == nil then obj.metadata.annotations = {} end
obj.metadata.annotations["colour"] = actionParams["colour"] or "red"
return obj`;

  test("stand in place of those built in", async () => {
    const ref = await openWeb();
    const ports = withActions([toOverride("apps", "Deployment", "paint", paint)]);
    expect((await listActions(target(ref), ports)).map(({ name }) => name)).toEqual(["paint"]);
    await run(ref, "paint", {}, ports);
    expect((await read(ref))?.metadata.annotations?.["colour"]).toBe("red");
  });

  test("or beside them", async () => {
    const ref = await openWeb();
    const ports = withActions([toOverride("app*", "*", "paint", paint, true)]);
    const names = (await listActions(target(ref), ports)).map(({ name }) => name);
    expect(names).toEqual(["paint", "restart", "pause", "resume", "scale"]);
  });

  test("get parameters, with their defaults", async () => {
    const ref = await openWeb();
    const discovery = 'return {paint = {params = {{name = "colour", default = "blue"}}}}';
    const ports = withActions([{ ...toOverride("apps", "Deployment", "paint", paint), discovery }]);
    await run(ref, "paint", {}, ports);
    expect((await read(ref))?.metadata.annotations?.["colour"]).toBe("blue");
    await run(ref, "paint", { colour: "green" }, ports);
    expect((await read(ref))?.metadata.annotations?.["colour"]).toBe("green");
  });

  test("make objects", async () => {
    const ref = await openWeb();
    const lua = `cm = {apiVersion = "v1", kind = "ConfigMap", metadata = {name = "made", namespace = obj.metadata.namespace}, data = {of = obj.metadata.name}}
return {{operation = "create", resource = cm}}`;
    await run(ref, "make", {}, withActions([toOverride("apps", "Deployment", "make", lua)]));
    expect((await read(refOf("v1", "ConfigMap", "made")))?.["data"]).toEqual({ of: "web" });
  });
});

test("a status that stands apart is patched apart", async () => {
  const ref = await openWeb();
  const lua =
    "if obj.status == nil then obj.status = {} end\nobj.status.collisionCount = 3\nobj.metadata.labels = {seen = 'yes'}\nreturn obj";
  mall.cluster.writes();
  await run(ref, "count", {}, withActions([toOverride("apps", "Deployment", "count", lua)]));
  const paths = mall.cluster
    .writes()
    .map(String)
    .filter((each) => each.includes("deployments/web"));
  expect(paths.map((each) => each.replace(/\?.*$/, "").replace(/^.*deployments/, ""))).toEqual([
    "/web",
    "/web/status",
  ]);
  expect(readField(await read(ref), "status", "collisionCount")).toBe(3);
});

describe("refused, and nothing is written", () => {
  async function refusal(action: () => Promise<unknown>): Promise<string> {
    mall.cluster.writes();
    const error = await action().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(
      mall.cluster
        .writes()
        .map(String)
        .filter((each) => !each.includes("/status")),
    ).toEqual([]);
    return error instanceof Error
      ? `${readField(JSON.parse(JSON.stringify(error)), "code")}: ${error.message}`
      : "nothing";
  }

  test("an action that the object has not", async () => {
    const ref = await openWeb();
    expect(await refusal(() => run(ref, "promote"))).toMatch(
      /^ACTION_REFUSED: .*\(there are: restart, pause, resume, scale\)$/,
    );
  });

  test("an object that is not the application's", async () => {
    await openWeb();
    const message = await refusal(() => run(refOf("v1", "ConfigMap", "kube-root-ca.crt"), "restart"));
    expect(message).toMatch(/^NOT_FOUND: Cannot find ConfigMap .*: it is no object of argocd\/shop-/);
  });

  test("a script that loops, and the next one runs", async () => {
    const ref = await openWeb();
    const loop = "while true do pcall(function() while true do end end) end";
    expect(
      await refusal(() =>
        run(ref, "loop", {}, withActions([toOverride("apps", "Deployment", "loop", loop)])),
      ),
    ).toContain("Cannot run the action loop: it took longer than 1 s");
    await run(ref, "restart");
  });

  test("a script that throws says where", async () => {
    const ref = await openWeb();
    const ports = withActions([toOverride("apps", "Deployment", "fail", 'local x = 1\nerror("no sails")')]);
    expect(await refusal(() => run(ref, "fail", {}, ports))).toMatch(/^ACTION_REFUSED: .*line 2: no sails/);
  });

  test("an object that the project does not allow", async () => {
    const spec = { sourceRepos: ["*"], destinations: [{ server: "*", name: "*", namespace: "*" }] };
    const metadata = { name: "narrow", namespace: "argocd" };
    const project = { apiVersion: "argoproj.io/v1alpha1", kind: "AppProject", metadata, spec };
    await mall.world.save({
      ...project,
      spec: { ...spec, clusterResourceWhitelist: [{ group: "*", kind: "*" }] },
    });
    const ref = await openWeb({ project: "narrow" });
    await mall.world.save(project);
    const lua =
      'return {{operation = "create", resource = {apiVersion = "v1", kind = "Namespace", metadata = {name = "other"}}}}';
    const ports = withActions([toOverride("apps", "Deployment", "make", lua)]);
    expect(await refusal(() => run(ref, "make", {}, ports))).toMatch(/^PROJECT_DENIED: .*Namespace "other"/);
  });

  test("while the application is paused", async () => {
    const ref = await openWeb();
    const { ports } = mall.shop.process;
    await ports.pauses.save({ scope: { application: mall.shop.name }, by: "ann", since: 0 });
    expect(await refusal(() => run(ref, "restart"))).toMatch(/^PAUSED: paused by ann/);
  });
});
