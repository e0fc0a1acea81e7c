import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readField } from "../../../src/kube/json.ts";
import { configMap, type Opened, openSandbox } from "../open-sandbox.ts";

const folder = mkdtempSync(join(tmpdir(), "audit-"));
const auditLog = join(folder, "audit.log");
let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox({ auditLog });
});
afterAll(async () => {
  await opened.sandbox.close();
  rmSync(folder, { recursive: true });
});

const lastEntry = () => JSON.parse(readFileSync(auditLog, "utf8").trimEnd().split("\n").at(-1) ?? "{}");
const path = "/api/v1/namespaces/n/configmaps";

test.each([
  { name: "a list", method: "GET", at: `${path}?limit=1`, verb: "list", uri: `${path}?limit=1`, code: 200 },
  { name: "a read", method: "GET", at: `${path}/none`, verb: "get", object: "none", code: 404 },
  { name: "a create names its object", method: "POST", at: path, verb: "create", object: "a", code: 201 },
  { name: "an update", method: "PUT", at: `${path}/a`, verb: "update", object: "a", code: 200 },
  { name: "a deletion", method: "DELETE", at: `${path}/a`, verb: "delete", object: "a", code: 200 },
])("$name has its verb, object and code", async ({ method, at, verb, uri = at, object, code }) => {
  const bodies: Readonly<Record<string, unknown>> = { POST: configMap("a"), PUT: configMap("a"), DELETE: {} };
  await opened.ask(method, at, bodies[method]);
  const entry = lastEntry();
  expect(entry).toMatchObject({
    kind: "Event",
    stage: "ResponseComplete",
    verb,
    requestURI: uri,
    userAgent: "tester/1",
    objectRef: { resource: "configmaps", namespace: "n", apiVersion: "v1" },
    responseStatus: { code },
  });
  expect(readField(entry, "objectRef", "name")).toBe(object);
});

test("an apply is a patch, and says when it is a dry-run", async () => {
  await opened.apply("configmaps/b", configMap("b"), "&dryRun=All");
  const { verb, requestURI } = lastEntry();
  expect({ verb, requestURI }).toEqual({
    verb: "patch",
    requestURI: `${path}/b?fieldManager=tester&force=true&dryRun=All`,
  });
});

test("a namespace lies in itself", async () => {
  await opened.ask("GET", "/api/v1/namespaces/n");
  expect(lastEntry().objectRef).toEqual({
    resource: "namespaces",
    namespace: "n",
    name: "n",
    apiVersion: "v1",
  });
});

test("a subresource and a group are named", async () => {
  await opened.ask("GET", "/apis/apps/v1/namespaces/n/deployments/web/status");
  expect(lastEntry().objectRef).toEqual({
    resource: "deployments",
    namespace: "n",
    name: "web",
    apiGroup: "apps",
    apiVersion: "v1",
    subresource: "status",
  });
});

test("what is no object has no reference", async () => {
  await opened.ask("GET", "/version");
  const { verb, requestURI, objectRef } = lastEntry();
  expect({ verb, requestURI, objectRef }).toEqual({
    verb: "get",
    requestURI: "/version",
    objectRef: undefined,
  });
});

test("whom a request impersonates is told beside who made it", async () => {
  await fetch(`${opened.sandbox.url}${path}`, { headers: { "impersonate-user": "jane" } });
  expect(lastEntry()).toMatchObject({
    user: { username: "kubernetes-admin" },
    impersonatedUser: { username: "jane" },
  });
  await opened.ask("GET", path);
  expect(lastEntry()).not.toHaveProperty("impersonatedUser");
});
