import { describe, expect, test } from "vitest";
import { formatJson } from "../../src/kube/json.ts";
import { limits } from "../../src/limits.ts";
import { type Over, openStage, shopPath, toBody, token } from "./stage.ts";

const stage = openStage();
const applications = "/api/v1/applications";
const text = { authorization: `Bearer ${token}`, "content-type": "text/plain" };

describe("a request is answered by the first rule that it breaks", () => {
  test.each<[string, string, string, Over, number, string]>([
    ["a path that is not there", "GET", "/api/v1/nothing", {}, 404, "NOT_FOUND"],
    ["a part that is not there", "GET", `${shopPath}/nothing`, {}, 404, "NOT_FOUND"],
    ["a path that goes on", "GET", `${shopPath}/diff/more`, {}, 404, "NOT_FOUND"],
    ["a slash at the end", "GET", `${shopPath}/`, {}, 404, "NOT_FOUND"],
    ["a method that a page does not have", "POST", shopPath, {}, 405, "METHOD_NOT_ALLOWED"],
    ["a method named like a field of every object", "constructor", shopPath, {}, 405, "METHOD_NOT_ALLOWED"],
    ["a name that is none", "GET", `${applications}/Shop_1`, {}, 400, "BAD_NAME"],
    ["a name that leaves the folder", "GET", `${applications}/..`, {}, 400, "BAD_NAME"],
    ["an Application that is not there", "GET", `${applications}/other`, {}, 404, "NOT_FOUND"],
    ["one of another namespace", "GET", shopPath, { query: "appNamespace=team" }, 404, "NOT_FOUND"],
    ["one of another project", "GET", shopPath, { query: "project=secret" }, 404, "NOT_FOUND"],
    ["a parameter that is not known", "GET", shopPath, { query: "resourceVersion=1" }, 400, "BAD_QUERY"],
    ["a parameter named __proto__", "GET", shopPath, { query: "__proto__=1" }, 400, "BAD_QUERY"],
    ["a parameter given twice", "GET", applications, { query: "limit=1&limit=2" }, 400, "BAD_QUERY"],
    ["a limit of 0", "GET", applications, { query: "limit=0" }, 400, "BAD_QUERY"],
    ["a limit that is negative", "GET", applications, { query: "limit=-1" }, 400, "BAD_QUERY"],
    ["a limit that is no number", "GET", applications, { query: "limit=1e3" }, 400, "BAD_QUERY"],
    [
      "a limit with very many digits",
      "GET",
      applications,
      { query: `limit=${"9".repeat(400)}` },
      400,
      "BAD_QUERY",
    ],
    ["a refresh of another kind", "GET", shopPath, { query: "refresh=maybe" }, 400, "BAD_QUERY"],
    ["a namespace that is none", "GET", shopPath, { query: "appNamespace=a/b" }, 400, "BAD_QUERY"],
    ["a selector that is none", "GET", applications, { query: "selector=a%3D%3D%3Db" }, 400, "BAD_QUERY"],
    ["a cursor that is none", "GET", applications, { query: "continue=abc" }, 400, "BAD_CURSOR"],
    ["a revision that is empty", "GET", `${shopPath}/manifests`, { query: "revision=" }, 400, "BAD_QUERY"],
    [
      "a revision that is not there",
      "GET",
      `${shopPath}/manifests`,
      { query: "revision=v9" },
      404,
      "REVISION_NOT_FOUND",
    ],
    [
      "a body of another type",
      "POST",
      `${shopPath}/sync`,
      { headers: text, body: "{}" },
      415,
      "CONTENT_TYPE_UNSUPPORTED",
    ],
    ["a body that is no JSON", "POST", `${shopPath}/sync`, { body: "{" }, 400, "BAD_BODY"],
    [
      "a body that is no UTF-8",
      "POST",
      `${shopPath}/sync`,
      { body: Uint8Array.of(0x7b, 0xff) },
      400,
      "BAD_BODY",
    ],
    ["a body that is no object", "POST", `${shopPath}/sync`, { json: [1] }, 400, "BAD_BODY"],
    ["a body that is null", "POST", `${shopPath}/sync`, { json: null }, 400, "BAD_BODY"],
    ["a page that reads no body, written to", "POST", `${shopPath}/diff`, {}, 405, "METHOD_NOT_ALLOWED"],
    ["a deletion of nothing", "DELETE", `${applications}/other`, {}, 404, "NOT_FOUND"],
  ])("%s", async (_, method, path, over, status, code) => {
    const answer = await stage.ask(method, path, over);
    expect(answer).toMatchObject({ status, body: { code, error: expect.any(String) } });
    const { error, message } = answer.body as { error: string; message: string };
    expect(error).toBe(message);
    expect(message).toMatch(/^Cannot /);
    expect(stage.takeWoken()).toEqual([]);
  });

  test("405 names the methods that there are", async () => {
    expect((await stage.ask("POST", shopPath)).headers).toEqual({ allow: "GET, PUT, PATCH, DELETE" });
    expect((await stage.ask("POST", "/api/version")).headers).toEqual({ allow: "GET" });
  });

  test("problems of a query are told all at once", async () => {
    const { body } = await stage.ask("GET", applications, { query: "limit=x&continu=y" });
    expect(body).toMatchObject({ message: expect.stringMatching(/limit must .*"continu" is not known/) });
  });
});

describe("the version", () => {
  test.each(["/api/version", "/api/v1/version"])("is for everybody: %s", async (path) => {
    const answer = await stage.ask("GET", path, { headers: {} });
    expect(answer).toEqual({ status: 200, headers: {}, body: { Version: expect.stringMatching(/^v\d/) } });
  });
});

describe("one Application", () => {
  test("has Argo CD's shape, with the spec as it is stored and the status as it was last seen", async () => {
    const { status, body } = await stage.ask("GET", shopPath);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "shop", namespace: "argocd" },
      spec: { project: "default", source: { repoURL: stage.repository.url } },
      status: {
        sync: { status: "Synced", revision: expect.stringMatching(/^[0-9a-f]{40}$/) },
        health: { status: "Healthy" },
        operationState: { phase: "Succeeded", syncResult: { resources: expect.any(Array) } },
        resources: expect.arrayContaining([expect.objectContaining({ kind: "ConfigMap", name: "settings" })]),
        history: [expect.objectContaining({ id: 1 })],
      },
    });
    expect(body).not.toHaveProperty("operation");
  });

  test("is the same for a caller for whom AWS vouches", async () => {
    const answer = await stage.ask("GET", shopPath, { caller: "iam", headers: {} });
    expect(answer).toEqual(await stage.ask("GET", shopPath));
  });

  test("is there before anybody has looked at it", async () => {
    await stage.world.save({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "unseen", namespace: "argocd" },
      spec: {},
    });
    const { body } = await stage.ask("GET", `${applications}/unseen`);
    expect(body).toMatchObject({ status: { sync: { status: "Unknown" }, health: { status: "Unknown" } } });
  });

  test("can be read where what is known of it is damaged, and says so", async () => {
    const name = { namespace: "argocd", name: "damaged" };
    const { process, world } = stage;
    await world.save(toBody("damaged", stage.repository.url));
    await world.look(name, process);
    await world.deleteBulk(name);
    const { status, body } = await stage.ask("GET", `${applications}/damaged`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: { conditions: [{ type: "UnknownError" }] } });
  });
});

describe("the parts of an Application", () => {
  test("resources are the lines of its status", async () => {
    const { body } = await stage.ask("GET", `${shopPath}/resources`);
    const whole = await stage.ask("GET", shopPath);
    expect(body).toEqual({ items: (whole.body as { status: { resources: object[] } }).status.resources });
    expect((body as { items: object[] }).items.length).toBeGreaterThan(1);
  });

  test("manifests are JSON texts of what Git wants, in Argo CD's shape", async () => {
    const { status, body } = await stage.ask("GET", `${shopPath}/manifests`);
    const head = (await stage.repository.git("rev-parse", "main")).trim();
    expect(status).toBe(200);
    expect(body).toMatchObject({ revision: head, namespace: "shop", sourceType: "Directory" });
    const { manifests, server } = body as { manifests: string[]; server: string };
    expect(server).toBe(stage.cluster.sandbox.url);
    const [settings] = manifests.map((each) => JSON.parse(each));
    expect(settings).toMatchObject({
      kind: "ConfigMap",
      metadata: { namespace: "shop" },
      data: { value: "1" },
    });
  });

  test("manifests can be those of another revision", async () => {
    await stage.repository.git("branch", "-f", "next", "main");
    const { body } = await stage.ask("GET", `${shopPath}/manifests`, { query: "revision=next" });
    expect(body).toMatchObject({ revision: (await stage.repository.git("rev-parse", "next")).trim() });
  });

  test("a diff of what is Synced is empty", async () => {
    expect((await stage.ask("GET", `${shopPath}/diff`)).body).toMatchObject({ status: "Synced", items: [] });
  });
});

describe("a body", () => {
  test("of exactly the limit is read, one byte more is not", async () => {
    const rest = formatJson({ name: "" }).length;
    const body = (bytes: number) => formatJson({ name: "x".repeat(bytes - rest) });
    const { apiBodyBytesMax } = limits;
    const sync = (text: string) => stage.ask("POST", `${shopPath}/sync`, { body: text });
    expect(await sync(body(apiBodyBytesMax))).toMatchObject({ status: 400, body: { code: "UNSUPPORTED" } });
    expect(await sync(body(apiBodyBytesMax + 1))).toMatchObject({ status: 413 });
  });
});
