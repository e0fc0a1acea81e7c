import { afterEach, describe, expect, test } from "vitest";
import { readField } from "../../../src/kube/json.ts";
import { configMap, deployment, manifest } from "../../stories/manifests.ts";
import { canary, files, type Over, openStage, shop, shopPath } from "../stage.ts";

const stage = openStage();
afterEach(() => {
  stage.takeWoken();
});
const path = `${shopPath}/resource/actions`;
const web = "group=apps&version=v1&kind=Deployment&namespace=shop&resourceName=web";

/** The shop with objects that have actions, synced once. */
async function openWeb(): Promise<void> {
  const cron = manifest("batch/v1", "CronJob", "night", {
    spec: {
      schedule: "0 3 * * *",
      jobTemplate: {
        spec: {
          template: {
            spec: { restartPolicy: "Never", containers: [{ name: "c", image: "example.org/c:1" }] },
          },
        },
      },
    },
  });
  await stage.repository.commit({ ...files, "web.yaml": deployment("web", 1), "night.yaml": cron });
  await stage.world.settle(shop, stage.process, {
    initiatedBy: { username: "admin", automated: false },
    prune: false,
  });
  stage.takeWoken();
}

const ask = async (method: string, of: string, over: Over = {}) => {
  const { status, body } = await stage.ask(method, of, over);
  return status === 200 ? body : `${status} ${Object(body).code}: ${Object(body).message}`;
};
const readWeb = () => stage.cluster.ask("GET", "/apis/apps/v1/namespaces/shop/deployments/web");

describe("GET /resource/actions", () => {
  test("lists what an object has now, in Argo CD's shape", async () => {
    await openWeb();
    expect(await ask("GET", path, { query: web })).toMatchObject({
      actions: [
        { name: "restart", disabled: false, iconClass: expect.stringContaining("fa-redo") },
        { name: "pause", disabled: false },
        { name: "resume", disabled: true },
        { name: "scale", disabled: false, params: [{ name: "replicas" }] },
      ],
    });
    const settings = "kind=ConfigMap&namespace=shop&resourceName=settings";
    expect(await ask("GET", path, { query: settings })).toEqual({ actions: [] });
  });

  test.each<[string, string, RegExp]>([
    ["an object that is none of the application", "kind=Pod&resourceName=web", /^404 NOT_FOUND: .*Pod web/],
    ["no kind", "resourceName=web", /^400 BAD_QUERY: .*kind and its resourceName/],
    ["a parameter that is not known", "kind=Pod&resourceName=web&name=web", /^400 BAD_QUERY: .*"name"/],
  ])("refuses %s", async (_, query, answer) => {
    expect(await ask("GET", path, { query })).toMatch(answer);
  });

  test("of an application that is not there is 404", async () => {
    const other = "/api/v1/applications/other/resource/actions";
    expect(await ask("GET", other, { query: web })).toMatch(/^404 NOT_FOUND/);
  });
});

describe("POST /resource/actions", () => {
  test.each<[string, unknown]>([
    ["a JSON text, as Argo CD's gateway takes it", "restart"],
    ["a field", { action: "restart" }],
  ])("runs the action whose name is %s, and wakes the application", async (_, json) => {
    await openWeb();
    expect(await ask("POST", path, { query: web, json: JSON.parse(JSON.stringify(json)) })).toMatchObject({
      changed: [{ operation: "patch", kind: "Deployment", name: "web" }],
    });
    const annotations = readField(await readWeb(), "spec", "template", "metadata", "annotations");
    expect(Object.keys(Object(annotations))).toContain("kubectl.kubernetes.io/restartedAt");
    expect(stage.takeWoken()).toEqual(["argocd/shop"]);
  });

  test.each<[string, unknown, RegExp]>([
    ["an action that it has not", "paint", /^400 ACTION_REFUSED: .*there are: restart/],
    ["one that makes no sense now", "resume", /^400 ACTION_REFUSED: .*no sense/],
    ["none", {}, /^400 BAD_BODY: .*name it in the field action/],
    ["a field that is not known", { action: "restart", now: true }, /^400 BAD_BODY: .*"now"/],
  ])("refuses %s", async (_, json, answer) => {
    expect(await ask("POST", path, { query: web, json: JSON.parse(JSON.stringify(json)) })).toMatch(answer);
    expect(stage.takeWoken()).toEqual([]);
  });
});

describe("POST /resource/actions/v2", () => {
  const body = { group: "apps", version: "v1", kind: "Deployment", namespace: "shop", resourceName: "web" };
  const v2 = `${path}/v2`;

  test("runs an action with parameters", async () => {
    await openWeb();
    const resourceActionParameters = [{ name: "replicas", value: "3" }];
    await ask("POST", v2, { json: { ...body, name: "shop", action: "scale", resourceActionParameters } });
    expect(readField(await readWeb(), "spec", "replicas")).toBe(3);
  });

  test("tells what it created", async () => {
    const night = { ...body, group: "batch", kind: "CronJob", resourceName: "night" };
    expect(await ask("POST", v2, { json: { ...night, action: "create-job" } })).toMatchObject({
      changed: [{ operation: "create", kind: "Job", name: expect.stringMatching(/^night-/) }],
    });
  });

  test.each<[string, object, RegExp]>([
    ["a parameter that is missing", { action: "scale" }, /^400 ACTION_REFUSED: .*replicas/],
    [
      "a parameter twice",
      { action: "scale", resourceActionParameters: Array(2).fill({ name: "replicas", value: "1" }) },
      /^400 UNSUPPORTED: .*resourceActionParameters/,
    ],
    ["another application's name", { action: "restart", name: "other" }, /^400 UNSUPPORTED: .*name/],
    ["no object", { action: "restart", kind: "" }, /^400 BAD_BODY: .*kind/],
  ])("refuses %s", async (_, over, answer) => {
    expect(await ask("POST", v2, { json: { ...body, ...over } })).toMatch(answer);
  });

  test("is refused while somebody has paused the application", async () => {
    const scope = { application: shop };
    await stage.ports.pauses.save({ scope, by: "ada", since: 1, reason: "night" });
    expect(await ask("POST", v2, { json: { ...body, action: "restart" } })).toMatch(/^409 PAUSED: .*night/);
    await stage.ports.pauses.remove(scope);
  });
});

describe("PATCH and POST /resource", () => {
  const settings = "kind=ConfigMap&namespace=shop&resourceName=settings";
  const resource = `${shopPath}/resource`;

  test.each<[string, string, string, unknown]>([
    ["PATCH", "patchType=merge", "6", { patch: '{"data":{"value":"6"}}' }],
    ["POST", "patchType=application/merge-patch%2Bjson", "7", '{"data":{"value":"7"}}'],
    ["POST", "patchType=json", "8", '[{"op":"replace","path":"/data/value","value":"8"}]'],
  ])("%s with %s changes the live object", async (method, type, value, json) => {
    const answer = await ask(method, resource, {
      query: `${settings}&${type}`,
      json: JSON.parse(JSON.stringify(json)),
    });
    expect(JSON.parse(Object(answer).manifest)).toMatchObject({ kind: "ConfigMap", data: { value } });
    const live = await stage.cluster.ask("GET", "/api/v1/namespaces/shop/configmaps/settings");
    expect(readField(live, "data", "value")).toBe(value);
    expect(stage.takeWoken()).toEqual(["argocd/shop"]);
  });

  test("answers a Secret with its values masked", async () => {
    const query = "kind=Secret&namespace=shop&resourceName=password";
    const patch = JSON.stringify({ metadata: { labels: { tier: "b" } } });
    const answer = await ask("PATCH", resource, { query, json: { patch } });
    expect(JSON.parse(Object(answer).manifest)).toMatchObject({ metadata: { labels: { tier: "b" } } });
    const text = JSON.stringify(answer);
    for (const secret of [canary, Buffer.from(canary).toString("base64").replace(/=+$/, "")])
      expect(text).not.toContain(secret);
  });

  test.each<[string, string, object, RegExp]>([
    [
      "a strategic merge patch",
      "patchType=application/strategic-merge-patch%2Bjson",
      { patch: "{}" },
      /^400 UNSUPPORTED: .*merge or json/,
    ],
    ["no patch", "", {}, /^400 BAD_BODY/],
    ["a patch that is no text", "", { patch: {} }, /^400 UNSUPPORTED: .*patch/],
    [
      "a patch that does not fit",
      "patchType=json",
      { patch: '[{"op":"remove","path":"/x"}]' },
      /^400 ACTION_R/,
    ],
    ["another name", "", { patch: '{"metadata":{"name":"b"}}' }, /^400 ACTION_REFUSED: .*metadata.name/],
    [
      "what the API server refuses",
      "",
      { patch: '{"data":5}' },
      /^4\d\d [A-Z_]+: .*ConfigMap shop\/settings/,
    ],
  ])("refuses %s", async (_, query, json, answer) => {
    expect(await ask("PATCH", resource, { query: `${settings}&${query}`, json })).toMatch(answer);
    expect(stage.takeWoken()).toEqual([]);
  });
});

describe("DELETE /resource", () => {
  const resource = `${shopPath}/resource`;
  const configMapPath = (name: string) => `/api/v1/namespaces/shop/configmaps/${name}`;

  test.each(["", "&force=true", "&orphan=true"])("deletes one object %s", async (how) => {
    await stage.repository.commit({ ...files, "b.yaml": configMap("extra", "1") });
    await stage.world.settle(shop, stage.process, {
      initiatedBy: { username: "admin", automated: false },
      prune: false,
    });
    stage.takeWoken();
    expect(await stage.cluster.ask("GET", configMapPath("extra"))).toMatchObject({ kind: "ConfigMap" });
    const query = `kind=ConfigMap&namespace=shop&resourceName=extra${how}`;
    expect(await ask("DELETE", resource, { query })).toEqual({});
    await expect
      .poll(async () => (await stage.cluster.ask("GET", configMapPath("extra"))) as unknown)
      .toMatchObject({ kind: "Status", code: 404 });
    expect(await stage.cluster.ask("GET", configMapPath("settings"))).toMatchObject({ kind: "ConfigMap" });
    expect(stage.takeWoken()).toEqual(["argocd/shop"]);
    expect(await ask("DELETE", resource, { query })).toMatch(/^404 NOT_FOUND/);
  });

  test("refuses a flag that is none, and an object of somebody else", async () => {
    const query = "kind=ConfigMap&namespace=shop&resourceName=settings";
    expect(await ask("DELETE", resource, { query: `${query}&force=1` })).toMatch(/^400 BAD_QUERY: .*force/);
    await stage.cluster.ask("POST", "/api/v1/namespaces/shop/configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "foreign" },
    });
    const foreign = "kind=ConfigMap&namespace=shop&resourceName=foreign";
    expect(await ask("DELETE", resource, { query: foreign })).toMatch(/^404 NOT_FOUND/);
    expect(await stage.cluster.ask("GET", configMapPath("foreign"))).toMatchObject({ kind: "ConfigMap" });
  });
});
