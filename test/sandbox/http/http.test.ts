import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCluster } from "../../../src/sandbox/cluster/cluster.ts";
import { createHttpServer } from "../../../src/sandbox/http/http-server.ts";
import { startSandbox } from "../../../src/sandbox/sandbox.ts";
import { defaultHistoryLimits } from "../../../src/sandbox/storage/history.ts";
import { configMap, type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox();
});
afterAll(() => opened.sandbox.close());

test("every request is in the log with its manager's program, mode and status", async () => {
  opened.sandbox.forgetRequests();
  await opened.apply("configmaps/logged", configMap("logged"), "&dryRun=All");
  await opened.ask("GET", "configmaps/logged");
  const path = "/api/v1/namespaces/n/configmaps/logged";
  expect(opened.sandbox.requests).toEqual([
    { method: "PATCH", path, userAgent: "tester/1", dryRun: true, status: 201 },
    { method: "GET", path, userAgent: "tester/1", dryRun: false, status: 404 },
  ]);
});

test("an apply body may be YAML, read as Kubernetes reads it", async () => {
  const yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  on: 'yes'\n";
  const applied = await opened.apply("configmaps/yaml", yaml);
  expect(applied).toMatchObject({ status: 201, body: { data: { true: "yes" } } });
});

test("discovery is aggregated for who asks so, and answers 304 to its own ETag", async () => {
  const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  const first = await fetch(`${opened.sandbox.url}/apis`, { headers: { accept } });
  expect(await first.json()).toMatchObject({ kind: "APIGroupDiscoveryList" });
  const etag = first.headers.get("etag") ?? "";
  const again = await fetch(`${opened.sandbox.url}/apis`, { headers: { accept, "if-none-match": etag } });
  expect(again.status).toBe(304);
});

test("older discovery lists groups, versions and resources", async () => {
  expect((await opened.ask("GET", "/api")).body).toMatchObject({ kind: "APIVersions", versions: ["v1"] });
  const groups = (await opened.ask("GET", "/apis")).body["groups"];
  expect(groups).toContainEqual(expect.objectContaining({ name: "apps" }));
  const resources = (await opened.ask("GET", "/apis/apps/v1")).body["resources"];
  expect(resources).toContainEqual(expect.objectContaining({ name: "deployments", kind: "Deployment" }));
});

test("lists are selected by labels and paged in order", async () => {
  for (const name of ["p3", "p1", "p2"]) {
    await opened.ask("POST", "configmaps", configMap(name, {}, { labels: { page: "yes" } }));
  }
  const first = await opened.ask("GET", "configmaps?labelSelector=page%3Dyes&limit=2");
  expect(first.body).toMatchObject({ items: [{ metadata: { name: "p1" } }, { metadata: { name: "p2" } }] });
  expect(first.body.metadata["remainingItemCount"]).toBeUndefined();
  const token = encodeURIComponent(String(first.body.metadata["continue"]));
  const rest = await opened.ask("GET", `configmaps?labelSelector=page%3Dyes&limit=2&continue=${token}`);
  expect(rest.body).toMatchObject({ items: [{ metadata: { name: "p3" } }] });
  expect(rest.body.metadata["continue"]).toBeUndefined();
  const unselected = await opened.ask("GET", "configmaps?limit=2");
  expect(unselected.body.metadata).toMatchObject({ remainingItemCount: expect.any(Number) });
});

test.each<[string, string, string]>([
  [
    "metadata alone, for who asks so",
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
    "PartialObjectMetadataList",
  ],
  [
    "metadata alone, with another form to fall back on",
    "application/json; as=PartialObjectMetadataList; v=v1; g=meta.k8s.io, application/json",
    "PartialObjectMetadataList",
  ],
  [
    "whole objects, where these are asked for first",
    "application/json,application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
    "ConfigMapList",
  ],
  [
    "whole objects in place of a form that is not known",
    "application/json;as=Chart;v=v1;g=meta.k8s.io,application/json",
    "ConfigMapList",
  ],
  ["whole objects by default", "*/*", "ConfigMapList"],
])("a list has the form that is asked for: %s", async (_rule, accept, kind) => {
  await opened.apply("configmaps/form", configMap("form", { data: { a: "1" } }));
  const url = `${opened.sandbox.url}/api/v1/namespaces/n/configmaps?fieldSelector=metadata.name=form`;
  const list = await (await fetch(url, { headers: { accept } })).json();
  const isWhole = kind === "ConfigMapList";
  const metadata = expect.objectContaining({ name: "form", uid: expect.any(String) });
  const partial = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
  expect(list).toEqual({
    kind,
    apiVersion: isWhole ? "v1" : "meta.k8s.io/v1",
    metadata: { resourceVersion: expect.any(String) },
    items: [isWhole ? { metadata, data: { a: "1" } } : partial],
  });
});

test.each([
  ["GET", "/apis/none.example.com/v1/foos", 404, undefined],
  ["GET", "/apis/apps/v1/foos", 404, "NotFound"],
  ["GET", "configmaps/none", 404, "NotFound"],
  ["GET", "configmaps?labelSelector=((", 400, "BadRequest"],
  ["GET", "configmaps?continue=none", 400, "BadRequest"],
  ["PUT", "configmaps", 405, "MethodNotAllowed"],
  ["PATCH", "configmaps/none", 415, "UnsupportedMediaType"],
  ["POST", "configmaps", 422, "Invalid"],
  ["GET", "/api/v1/namespaces/%", 400, undefined],
])("%s %s: %i %s", async (method, path, status, reason) => {
  const answer = await opened.ask(method, path, method === "GET" ? undefined : {});
  expect(answer.status).toBe(status);
  expect(answer.body["reason"]).toBe(reason);
});

test("a body that is too long is refused", async () => {
  const answer = await opened.ask("POST", "configmaps", "x".repeat(3 * 1024 * 1024 + 1));
  expect(answer).toMatchObject({ status: 413, body: { reason: "RequestEntityTooLarge" } });
});

describe("a web page that a browser of this machine shows gets nothing", () => {
  test.each<[string, Readonly<Record<string, string>>, number]>([
    ["a program", {}, 200],
    ["a program by name", { host: "localhost:1" }, 200],
    ["a page with its origin", { origin: "https://evil.example.com" }, 403],
    ["a page that has no origin to tell", { origin: "null" }, 403],
    ["a page under a name that leads here", { host: "evil.example.com" }, 403],
  ])("%s", async (_, headers, status) => {
    const { hostname, port } = new URL(opened.sandbox.url);
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request({ hostname, port, path: "/api/v1/namespaces", headers }, (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode);
      });
      outgoing.on("error", reject).end();
    });
    expect(answered).toBe(status);
  });
});

test("a port that is taken rejects", async () => {
  const port = Number(new URL(opened.sandbox.url).port);
  await expect(startSandbox({ port })).rejects.toThrow("EADDRINUSE");
});

test("what nobody foresaw fails one request, and the next is answered", async () => {
  const state = createCluster(() => new Date(), defaultHistoryLimits);
  const failing = [true, false];
  state.settlers.push(() => {
    if (failing.shift() === true) throw new Error("a broken part");
  });
  const server = createHttpServer(state, () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/version`;
  const first = await fetch(url);
  expect(first.status).toBe(500);
  expect(await first.json()).toMatchObject({
    kind: "Status",
    reason: "InternalError",
    message: "the sandbox failed: a broken part",
  });
  expect((await fetch(url)).status).toBe(200);
  server.close();
});
