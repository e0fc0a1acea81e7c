import { describe, expect, test } from "vitest";
import { act } from "../../src/act.ts";
import { requestDeletion } from "../../src/deletion/request-deletion.ts";
import { reconcile } from "../../src/reconcile.ts";
import { deleteOwnObject, patchOwnObject } from "../../src/touch/touch-object.ts";
import { configMap, deployment, hookJob } from "../stories/manifests.ts";
import type { Kept, WorldProcess } from "../stories/world.ts";
import { createNamespace, openMall } from "./shop.ts";

const mall = openMall();
const robot = "system:serviceaccount:robots:deployer";
const initiatedBy = { username: "ann", automated: false };

/** The process of a shop, whose settings want service accounts. */
function strict(): WorldProcess {
  const { process } = mall.shop;
  const { ports } = process;
  return { ...process, ports: { ...ports, settings: { ...ports.settings, impersonation: true } } };
}

/** Declares the application in a project that names this account for its namespace. */
async function declare(
  account?: string,
  syncPolicy: object = { automated: { prune: true, selfHeal: true } },
) {
  const { shop, world } = mall;
  await shop.declare({
    project: shop.namespace,
    syncPolicy: { syncOptions: createNamespace, ...syncPolicy },
  });
  await world.save(project(account));
}

function project(account?: string) {
  const { namespace } = mall.shop;
  const entry = { server: "https://kubernetes.default.svc", namespace, defaultServiceAccount: account ?? "" };
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: namespace, namespace: "argocd" },
    spec: {
      sourceRepos: ["*"],
      destinations: [{ server: "*", namespace: "*" }],
      clusterResourceWhitelist: [{ group: "*", kind: "*" }],
      ...(account === undefined ? {} : { destinationServiceAccounts: [entry] }),
    },
  };
}

async function settle(process = strict()): Promise<Kept> {
  await mall.world.settle(mall.shop.name, process);
  return await mall.world.read(mall.shop.name);
}

/** Who asked for what since the last call: users of all writes and dry-runs, and of all reads. */
function whoAsked(): { readonly writes: readonly string[]; readonly reads: readonly string[] } {
  const ours = mall.cluster.sandbox.requests.filter(({ userAgent }) => userAgent.startsWith("outrigger/"));
  const users = (isRead: boolean) => [
    ...new Set(ours.filter(({ method }) => (method === "GET") === isRead).map(({ as }) => as ?? "ourselves")),
  ];
  const asked = { writes: users(false), reads: users(true) };
  mall.cluster.sandbox.forgetRequests();
  return asked;
}

const conditionsOf = ({ state }: Kept) =>
  (state?.conditions ?? []).map(({ type, message }) => `${type}: ${message}`);
const namesOf = async () =>
  (await mall.cluster.list(mall.shop.namespace)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
const key = (kind: string, name: string, group = "") => ({
  group,
  kind,
  namespace: mall.shop.namespace,
  name,
});

describe("a project's service account", () => {
  test("writes all that a sync writes, hooks, prunes and namespaces, and reads nothing", async () => {
    await declare("robots:deployer");
    const hook = hookJob("migrate", {
      "argocd.argoproj.io/hook": "PreSync",
      "argocd.argoproj.io/hook-delete-policy": "HookSucceeded",
    });
    await mall.shop.repository.commit({
      "a.yaml": configMap("a", "1"),
      "b.yaml": configMap("b", "1"),
      "h.yaml": hook,
    });
    expect((await settle()).state?.sync.status).toBe("Synced");
    expect(await namesOf()).toEqual(["ConfigMap a", "ConfigMap b"]);
    expect(whoAsked()).toEqual({ writes: [robot], reads: ["ourselves"] });
    await mall.shop.repository.commit({ "a.yaml": configMap("a", "2"), "b.yaml": undefined });
    expect((await settle()).state?.sync.status).toBe("Synced");
    expect(await namesOf()).toEqual(["ConfigMap a"]);
    expect(whoAsked()).toEqual({ writes: [robot], reads: ["ourselves"] });
  });

  test("is in the destination's namespace where it names none", async () => {
    await declare("deployer");
    await mall.shop.repository.commit({ "a.yaml": configMap("a", "1") });
    await settle();
    expect(whoAsked().writes).toEqual([`system:serviceaccount:${mall.shop.namespace}:deployer`]);
  });

  test.each([true, false])("deletes the application, cascading: %s", async (cascade) => {
    await declare("robots:deployer");
    await mall.shop.repository.commit({ "a.yaml": configMap("a", "1") });
    await settle();
    whoAsked();
    const ports = { ...strict().ports, queues: { wake: () => Promise.resolve() } };
    await requestDeletion(mall.shop.name, { cascade, requestedBy: "ann" }, ports);
    await settle();
    expect(await namesOf()).toEqual(cascade ? [] : ["ConfigMap a"]);
    expect(whoAsked()).toEqual({ writes: [robot], reads: ["ourselves"] });
  });

  test("does what people do to single objects: a patch, an action, a deletion", async () => {
    await declare("robots:deployer", {});
    await mall.shop.repository.commit({ "a.yaml": configMap("a", "1"), "web.yaml": deployment("web", 1) });
    const process = strict();
    await mall.world.settle(mall.shop.name, process, { initiatedBy, prune: false });
    const { ports } = process;
    const application = mall.shop.name;
    whoAsked();
    await patchOwnObject(
      { application, key: key("ConfigMap", "a") },
      (object) => ({ ...object, data: { value: "2" } }),
      ports,
    );
    await act(
      { application, key: key("Deployment", "web", "apps") },
      { name: "restart", parameters: {} },
      ports,
    );
    await deleteOwnObject({ application, key: key("ConfigMap", "a") }, { propagation: "background" }, ports);
    expect(whoAsked()).toEqual({ writes: [robot], reads: ["ourselves"] });
    expect(await namesOf()).toEqual(["Deployment web"]);
  });

  test("has no effect while the settings do not want it", async () => {
    await declare("no account");
    await mall.shop.repository.commit({ "a.yaml": configMap("a", "1") });
    expect((await settle(mall.shop.process)).state?.sync.status).toBe("Synced");
    expect(whoAsked().writes).toEqual(["ourselves"]);
  });
});

describe("a project that names no service account", () => {
  const sentence = () =>
    `Project ${mall.shop.namespace} names no service account for namespace "${mall.shop.namespace}" of cluster in-cluster`;

  test("has its applications compared and not synced, until it names one", async () => {
    await declare();
    await mall.shop.repository.commit({ "a.yaml": configMap("a", "1") });
    const denied = await settle();
    expect(conditionsOf(denied)).toEqual([expect.stringContaining(`SyncError: ${sentence()}`)]);
    expect(denied.state?.sync.status).toBe("OutOfSync");
    expect(whoAsked().writes).toEqual([]);
    await mall.world.save(project("robots:deployer"));
    expect((await settle()).state?.sync.status).toBe("Synced");
    expect(whoAsked().writes).toEqual([robot]);
  });

  test.each([
    ["a sync", {}],
    ["a dry run", { dryRun: true as const }],
  ])("fails %s that a person asks for", async (_, choices) => {
    await declare(undefined, {});
    await mall.shop.repository.commit({ "a.yaml": configMap("a", "1") });
    await mall.world.settle(mall.shop.name, strict(), { initiatedBy, prune: true, choices });
    const { state } = await mall.world.read(mall.shop.name);
    expect(state?.lastOperation?.phase).toBe("Error");
    expect(state?.lastOperation?.message).toContain(sentence());
    expect(whoAsked().writes).toEqual([]);
  });

  test("that loses it ends a sync that runs, its hooks included, with no write of ours", async () => {
    await declare("robots:deployer");
    const stuck = { "argocd.argoproj.io/hook": "PreSync", "test/stuck": "yes" };
    await mall.shop.repository.commit({ "h.yaml": hookJob("h", stuck), "a.yaml": configMap("a", "1") });
    const process = strict();
    await mall.world.look(mall.shop.name, process);
    expect((await mall.world.read(mall.shop.name)).state?.operation?.phase).toBe("Running");
    expect(whoAsked().writes).toEqual([robot]);
    await mall.world.save(project());
    const { state } = await settle(process);
    expect(state?.lastOperation?.phase).toBe("Failed");
    expect(whoAsked().writes).toEqual([]);
  });

  test("keeps its applications from being deleted, and says the way out", async () => {
    await declare("robots:deployer");
    await mall.shop.repository.commit({ "a.yaml": configMap("a", "1") });
    const process = strict();
    await settle(process);
    await mall.world.save(project());
    whoAsked();
    const ports = { ...process.ports, queues: { wake: () => Promise.resolve() } };
    await requestDeletion(mall.shop.name, { cascade: true, requestedBy: "ann" }, ports);
    await reconcile(mall.shop.name, process.ports, { deadline: mall.world.clock.now + 60_000 });
    const kept = await mall.world.read(mall.shop.name);
    expect(conditionsOf(kept)).toEqual([expect.stringContaining(`DeletionError: ${sentence()}`)]);
    expect(conditionsOf(kept).join()).toContain("--cascade=false");
    await requestDeletion(mall.shop.name, { cascade: false, requestedBy: "ann" }, ports);
    await mall.world.wait(60_000);
    await settle(process);
    const [record] = (await mall.world.read(mall.shop.name)).records;
    expect(record?.results.map(({ message }) => message)).toEqual([expect.stringContaining(sentence())]);
    expect(await mall.world.reader.specs.read("Application", mall.shop.name)).toBeUndefined();
    expect(whoAsked().writes).toEqual([]);
    expect(await namesOf()).toEqual(["ConfigMap a"]);
  });

  test("lets nobody touch single objects", async () => {
    await declare("robots:deployer", {});
    await mall.shop.repository.commit({ "a.yaml": configMap("a", "1"), "web.yaml": deployment("web", 1) });
    const process = strict();
    await mall.world.settle(mall.shop.name, process, { initiatedBy, prune: false });
    await mall.world.save(project());
    whoAsked();
    const application = mall.shop.name;
    const map = { application, key: key("ConfigMap", "a") };
    const denied = { code: "PROJECT_DENIED", message: expect.stringContaining(sentence()) };
    const { ports } = process;
    const change = (object: object) => ({ ...object, data: { value: "2" } });
    await expect(patchOwnObject(map, change, ports)).rejects.toMatchObject(denied);
    await expect(deleteOwnObject(map, { propagation: "background" }, ports)).rejects.toMatchObject(denied);
    const web = { application, key: key("Deployment", "web", "apps") };
    await expect(act(web, { name: "restart", parameters: {} }, ports)).rejects.toMatchObject(denied);
    expect(whoAsked().writes).toEqual([]);
  });
});
