import { afterAll, beforeAll, expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import { configMap, type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox({ controllers: false });
});
afterAll(() => opened.sandbox.close());

function owner({ kind, metadata }: KubeObject, more: object = {}) {
  return { apiVersion: "v1", kind, name: metadata.name, uid: metadata.uid, ...more };
}

async function make(name: string, metadata = {}) {
  return (await opened.ask("POST", "configmaps", configMap(name, {}, metadata))).body;
}

const statusOf = async (name: string) => (await opened.ask("GET", `configmaps/${name}`)).status;

test("a chain of owners is gone when the request that deletes the first is answered", async () => {
  const top = await make("top");
  const middle = await make("middle", { ownerReferences: [owner(top)] });
  await make("leaf", { ownerReferences: [owner(middle)] });
  await opened.ask("DELETE", "configmaps/top");
  expect([await statusOf("middle"), await statusOf("leaf")]).toEqual([404, 404]);
});

test("a thousand dependents go with their owner", async () => {
  const top = await make("many");
  const names = Array.from({ length: 1_000 }, (_, index) => `many-${index}`);
  for (const name of names) await make(name, { ownerReferences: [owner(top, { blockOwnerDeletion: true })] });
  await opened.ask("DELETE", "configmaps/many", { propagationPolicy: "Foreground" });
  expect([await statusOf("many"), await statusOf("many-0"), await statusOf("many-999")]).toEqual([
    404, 404, 404,
  ]);
});

test("owners that own each other go together", async () => {
  const one = await make("one");
  const two = await make("two", { ownerReferences: [owner(one)] });
  const type = "application/merge-patch+json";
  await opened.ask("PATCH", "configmaps/one", { metadata: { ownerReferences: [owner(two)] } }, type);
  await opened.ask("DELETE", "configmaps/two");
  expect([await statusOf("one"), await statusOf("two")]).toEqual([404, 404]);
});

test("an object whose owner was never there is seen for a moment", async () => {
  const uid = "22222222-2222-2222-2222-222222222222";
  await make("stray", { ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "none", uid }] });
  expect(await statusOf("stray")).toBe(200);
  await expect.poll(() => statusOf("stray"), { timeout: 5_000 }).toBe(404);
});
