import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { observe } from "../../src/observe.ts";
import { Factory } from "../moves/factory.ts";
import { application, configMap, deployment } from "../stories/manifests.ts";
import { automatic, manual, openMall } from "./shop.ts";

const mall = openMall();
const annotation = "argocd.argoproj.io/manifest-generate-paths";

async function declare(paths: string | undefined, policy: JsonObject = automatic): Promise<void> {
  const { shop, world } = mall;
  const source = { repoURL: shop.repository.url, path: "app", targetRevision: "main" };
  const declared = application(shop.name.name, shop.repository.url, { ...policy, source });
  const metadata = { ...shop.name, ...(paths === undefined ? {} : { annotations: { [annotation]: paths } }) };
  await world.save({ ...declared, metadata });
}

/** An application of app/ that was synced, and names base/ as what it is made from; gives its commit. */
async function open(paths: string | undefined = "../base", policy?: JsonObject): Promise<string> {
  const { shop } = mall;
  await declare(paths, policy);
  const sha = await shop.repository.commit({
    "app/a.yaml": configMap("a", "1"),
    "base/x": "1",
    "other/x": "1",
  });
  await shop.settle();
  return sha;
}

const commit = async (path: string, text: string) => await mall.shop.repository.commit({ [path]: text });

/** Looks as a tick's observation does; gives the names of the applications that it wakes. */
async function woken(): Promise<readonly string[]> {
  const { shop, world } = mall;
  const factory = new Factory(world, shop.process);
  shop.process.startRound();
  const { failures } = await observe({ kind: "repository", repoUrl: shop.repository.url }, factory.ports());
  expect(failures).toEqual([]);
  return factory.queues.sent.flatMap((each) => (each.kind === "reconcile" ? [each.name.name] : []));
}

const syncedTo = async () => (await mall.shop.settle()).state?.sync;

describe("an application that names the paths it is made from", () => {
  test("is not woken by a commit outside of them, and neither its revision nor its objects move", async () => {
    const sha = await open();
    await commit("app/a.yaml", configMap("a", "2"));
    expect(await woken()).toEqual([]);
    mall.cluster.writes();
    expect(await syncedTo()).toEqual({ status: "Synced", revision: sha });
    const { state } = await mall.world.read(mall.shop.name);
    expect(state?.history).toHaveLength(1);
    expect(mall.cluster.writes()).toEqual([]);
  });

  test("is woken by a commit inside of them, and takes what came before it along", async () => {
    await open();
    await commit("app/a.yaml", configMap("a", "2"));
    const sha = await commit("base/x", "2");
    expect(await woken()).toEqual([mall.shop.name.name]);
    expect(await syncedTo()).toEqual({ status: "Synced", revision: sha });
    const [live] = await mall.cluster.list(mall.shop.namespace);
    expect(live).toMatchObject({ data: { value: "2" } });
  });

  test("watches them in place of what it reads, and reads nothing of them again while it is at rest", async () => {
    const sha = await open(".;/base;/none");
    const { watch } = await mall.world.readHead(mall.shop.name);
    expect(watch).toMatchObject({
      sha,
      reads: { "/app": expect.any(String), "/base": expect.any(String), "/none": expect.any(String) },
    });
    const listed: string[] = [];
    const counting = mall.shop.start({
      outside: (label, act) => {
        if (label === "git.readTree") listed.push(label);
        return act();
      },
    });
    await mall.world.look(mall.shop.name, counting);
    expect(listed).toHaveLength(1); // the render's own
    expect((await mall.world.readHead(mall.shop.name)).watch).toEqual(watch);
  });

  test("is kept at its commit by a process that has never read it", async () => {
    const { shop, world } = mall;
    const sha = await open();
    await commit("app/a.yaml", configMap("a", "2"));
    const stranger = world.startProcess(`${shop.name.name}-cold`);
    const { outcome } = await world.settle(shop.name, stranger);
    await stranger.close();
    expect(outcome).toMatchObject({ state: { sync: { status: "Synced", revision: sha } } });
  });

  test("that is annotated later keeps the commit it is at from then on", async () => {
    const sha = await open(undefined);
    await declare("../base");
    await commit("app/a.yaml", configMap("a", "2"));
    expect(await syncedTo()).toEqual({ status: "Synced", revision: sha });
  });

  test("goes to the newest commit when the annotation goes", async () => {
    await open();
    const sha = await commit("app/a.yaml", configMap("a", "2"));
    expect(await syncedTo()).not.toEqual({ status: "Synced", revision: sha });
    await declare(undefined);
    expect(await syncedTo()).toEqual({ status: "Synced", revision: sha });
  });

  test("goes to the newest commit by a hard refresh, and by a sync that a person asks for", async () => {
    const { shop, world } = mall;
    await open("../base", manual);
    const first = await commit("app/a.yaml", configMap("a", "2"));
    await shop.process.ports.applications.mark(shop.name, world.clock.now, {
      id: "1",
      what: { kind: "hardRefresh" },
    });
    expect(await syncedTo()).toEqual({ status: "OutOfSync", revision: first });
    const second = await commit("app/a.yaml", configMap("a", "3"));
    expect(await syncedTo()).toEqual({ status: "OutOfSync", revision: first });
    await world.settle(shop.name, shop.process, {
      initiatedBy: { username: "ada", automated: false },
      prune: false,
    });
    expect(await syncedTo()).toEqual({ status: "Synced", revision: second });
  });

  test("is told of a path that leads out of the repository, by the annotation's name", async () => {
    await open("../../..;.");
    const { state } = await mall.world.read(mall.shop.name);
    const warning = state?.conditions.find(({ type }) => type === "ManifestGeneratePathsWarning");
    expect(warning?.message).toBe(
      `Cannot use annotation ${annotation}: "../../.." leads out of the repository and is left aside`,
    );
  });

  test("whose sync waits gives way to a commit inside of them, and to no other", async () => {
    const { shop, world } = mall;
    await declare("../base");
    const late = configMap("b", "1", { "argocd.argoproj.io/sync-wave": "1" });
    const stuck = deployment("web", 1, { "test/stuck": "yes" }) + late;
    const sha = await shop.repository.commit({ "app/a.yaml": stuck, "base/x": "1" });
    await world.look(shop.name, shop.process);
    await commit("other/x", "2");
    await world.look(shop.name, shop.process);
    const waiting = (await world.read(shop.name)).state;
    expect(waiting).toMatchObject({ operation: { phase: "Running", revision: { sha } } });
    const newer = await commit("base/x", "2");
    await world.look(shop.name, shop.process);
    await world.look(shop.name, shop.process);
    const after = (await world.read(shop.name)).state;
    expect(after?.lastOperation).toMatchObject({ superseded: true, revision: { sha } });
    expect(after?.operation?.revision.sha).toBe(newer);
  });
});
