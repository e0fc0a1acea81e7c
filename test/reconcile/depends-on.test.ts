import { expect, test } from "vitest";
import type { ApplicationName } from "../../src/application/application.ts";
import type { JsonObject } from "../../src/kube/json.ts";
import { application, configMap, deployment } from "../stories/manifests.ts";
import { automatic, manual, openMall } from "./shop.ts";
import { ann, annotate, askFor, lookOnce } from "./shop-asks.ts";

const mall = openMall();
const files = { "a.yaml": configMap("a", "1") };
const on = (text: string) => ({ "outrigger.dev/depends-on": text });
const person = { initiatedBy: ann, prune: false };

/** Declares an application beside the shop, in a folder of the same repository. */
async function declareBase(
  annotations: JsonObject = {},
  spec: JsonObject = automatic,
): Promise<ApplicationName> {
  const { shop, world } = mall;
  const name = `base-of-${shop.name.name}`;
  const source = { repoURL: shop.repository.url, path: "base", targetRevision: "main" };
  const declared = application(name, shop.repository.url, { ...spec, source });
  await world.save({ ...declared, metadata: { name, namespace: "argocd", annotations } });
  return { namespace: "argocd", name };
}

async function lookAt(name: ApplicationName) {
  mall.shop.process.startRound();
  await mall.world.look(name, mall.shop.process);
  return (await mall.world.read(name)).state;
}

test("an automated sync waits until its dependency is Synced and Healthy, and says which it waits for and why", async () => {
  const { shop, world, cluster } = mall;
  const base = await declareBase();
  await annotate(mall, on(base.name), automatic);
  await shop.repository.commit({ ...files, "base/b.yaml": deployment("web", 1) });
  const first = await lookOnce(mall);
  expect(first.state?.conditions).toMatchObject([
    {
      type: "WaitingForDependency",
      message: `waiting for argocd/${base.name}, which has not been compared yet; goes on when it is Synced and Healthy`,
    },
  ]);
  expect(first.outcome).toHaveProperty("dueAt", world.clock.now + 1_000);
  expect((await lookAt(base))?.health.status).toBe("Progressing");
  const second = await lookOnce(mall);
  expect(second.state?.conditions[0]?.message).toMatch(/which is (Progressing|being synced)/);
  expect(cluster.writes().filter((write) => write.includes("configmaps/a"))).toEqual([]);
  await world.settle(base, shop.process);
  expect((await shop.settle()).state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
});

test("a sync that a person asks for waits with the reason as its message", async () => {
  const { shop, world } = mall;
  const base = await declareBase({}, manual);
  await annotate(mall, on(`argocd/${base.name}`), manual);
  await shop.repository.commit({ ...files, "base/b.yaml": configMap("b", "1") });
  await lookAt(base);
  const { state } = await askFor(mall, { kind: "sync", request: person });
  expect(state?.operation).toMatchObject({
    phase: "Running",
    message: `waiting for argocd/${base.name}, which is OutOfSync; goes on when it is Synced and Healthy`,
  });
  await world.settle(base, shop.process, person);
  expect((await shop.settle()).state).toMatchObject({
    sync: { status: "Synced" },
    lastOperation: { phase: "Succeeded" },
  });
});

test("a dependency that has not looked at a newer commit yet is waited for", async () => {
  const { shop, world } = mall;
  const base = await declareBase();
  await annotate(mall, on(base.name), automatic);
  await shop.repository.commit({ ...files, "base/b.yaml": configMap("b", "1") });
  await world.settle(base, shop.process);
  await shop.repository.commit({ "a.yaml": configMap("a", "2"), "base/b.yaml": configMap("b", "2") });
  await shop.process.ports.applications.mark(base, world.clock.now);
  const { state } = await lookOnce(mall);
  expect(state?.conditions[0]?.message).toContain("has not been compared with what moved last");
  await world.settle(base, shop.process);
  expect((await shop.settle()).state?.sync.status).toBe("Synced");
});

test("a circle is told on each member by name, and others go on", async () => {
  const { shop, cluster } = mall;
  const base = await declareBase(on(shop.name.name));
  await annotate(mall, on(base.name), automatic);
  await shop.repository.commit({ ...files, "base/b.yaml": configMap("b", "1") });
  const { state, outcome } = await lookOnce(mall);
  const [own, other] = [`argocd/${shop.name.name}`, `argocd/${base.name}`];
  expect(state?.conditions).toMatchObject([
    { type: "DependencyError", message: expect.stringContaining(`${own} -> ${other} -> ${own}`) },
  ]);
  expect(outcome).not.toHaveProperty("dueAt");
  expect((await lookAt(base))?.conditions[0]?.message).toContain(`${other} -> ${own} -> ${other}`);
  expect(cluster.writes()).toEqual([]);
  await declareBase();
  await mall.world.settle(base, shop.process);
  expect((await shop.settle()).state).toMatchObject({ sync: { status: "Synced" }, conditions: [] });
});

test.each([
  ["nobody", /depends on argocd\/nobody, which does not exist; declare it, or change/],
  ["other/nobody", /depends on other\/nobody, which does not exist/],
  ["Bad Name", /depends-on is wrong: "Bad Name" is no application; write "name" or "namespace\/name"/],
  ["a/b/c", /depends-on is wrong: "a\/b\/c"/],
])("a dependency that does not exist is told, and the last good state stays: %s", async (text, message) => {
  const { shop, cluster } = mall;
  await shop.declare(automatic);
  await shop.sync(files);
  await annotate(mall, on(text), automatic);
  await shop.repository.commit({ "a.yaml": configMap("a", "2") });
  cluster.writes();
  const { state } = await lookOnce(mall);
  expect(state?.conditions).toMatchObject([
    { type: "DependencyError", message: expect.stringMatching(message) },
  ]);
  expect(state?.sync.status).toBe("OutOfSync");
  expect(state?.lastOperation?.phase).toBe("Succeeded");
  expect(cluster.writes()).toEqual([]);
});

test("an application at rest with its dependencies met costs no write", async () => {
  const { shop, world, cluster } = mall;
  const base = await declareBase();
  await annotate(mall, on(base.name), automatic);
  await shop.repository.commit({ ...files, "base/b.yaml": configMap("b", "1") });
  await world.settle(base, shop.process);
  await shop.settle();
  cluster.writes();
  const before = (await world.read(shop.name)).state;
  expect((await shop.settle()).state).toEqual(before);
  expect(cluster.writes()).toEqual([]);
});
