import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { formatKey } from "../../src/kube/key.ts";
import type { InventoryEntry } from "../../src/record/bulk.ts";
import { loadSubject } from "../../src/stories/load-subject.ts";
import { type Observation, observeApplication } from "../../src/stories/observe-application.ts";
import { planOperation } from "../../src/stories/plan-operation.ts";
import { createTestRepository, type TestRepository } from "../git-server.ts";
import { application, configMap, deployment, hookJob, manifest } from "./manifests.ts";
import { openSandboxCluster, type SandboxCluster } from "./sandbox-cluster.ts";
import { World, type WorldProcess } from "./world.ts";

let cluster: SandboxCluster;
let world: World;
let process: WorldProcess;
let repository: TestRepository;
let count = 0;
let name = { namespace: "argocd", name: "" };

beforeAll(async () => {
  cluster = await openSandboxCluster();
  world = await World.open(cluster);
  process = world.startProcess("observe");
});
beforeEach(async () => {
  count += 1;
  name = { namespace: "argocd", name: `observe-${count}` };
  repository = await createTestRepository(world.folder, name.name);
  const syncPolicy = { automated: {}, syncOptions: ["CreateNamespace=true"] };
  await world.save(application(name.name, repository.path, { syncPolicy }));
});
afterAll(async () => {
  await process.close();
  await world.close();
  await cluster.close();
});

async function subjectOf() {
  const subject = await loadSubject(name, process.ports);
  if (subject === undefined) throw new Error("the application is not there");
  return subject;
}

async function observe(inventory: readonly InventoryEntry[] = []): Promise<Observation> {
  process.startRound();
  const revision = await process.ports.git.resolve(repository.path, "main");
  return await observeApplication(await subjectOf(), { revision, inventory }, process.ports);
}

const statuses = ({ objects }: Observation) =>
  objects.map(({ ref, status }) => [formatKey(ref).replace(`${name.name}/`, ""), status]);
const edit = (path: string, body: JsonObject) =>
  cluster.ask("PATCH", `/api/v1/namespaces/${name.name}/${path}`, body);

describe("what is seen of an application", () => {
  test("before anything is there: OutOfSync, Missing, a plan that makes the namespace first", async () => {
    await repository.commit({ "a.yaml": configMap("a", "1") + deployment("web", 1) });
    const observation = await observe();
    expect(observation).toMatchObject({
      sync: "OutOfSync",
      health: { status: "Missing" },
      renders: 1,
      dryRuns: 0,
    });
    const plan = await planOperation(await subjectOf(), observation, { prune: false, automated: true });
    expect(plan.tasks.map(({ ref, action }) => `${action} ${ref.kind}`)).toEqual([
      "apply Namespace",
      "apply ConfigMap",
      "apply Deployment",
    ]);
    expect((await observe()).renders).toBe(0); // remembered
  });

  test("after a sync: Synced, without a dry-run; a hook does not count", async () => {
    const hook = hookJob("migrate", { "argocd.argoproj.io/hook": "PreSync" });
    await repository.commit({ "a.yaml": configMap("a", "1") + hook });
    await world.settle(name, process);
    const observation = await observe();
    expect(observation).toMatchObject({
      sync: "Synced",
      health: { status: "Healthy" },
      dryRuns: 0,
      findings: [],
    });
    expect(statuses(observation)).toContainEqual(["ConfigMap a", "Synced"]);
  });

  test("a value that somebody changed is drift, and named; a field of somebody's own is not", async () => {
    await repository.commit({ "a.yaml": configMap("a", "1") + configMap("b", "1") });
    await world.settle(name, process);
    await edit("configmaps/a", { data: { value: "2" } });
    await edit("configmaps/b", { metadata: { labels: { team: "blue" } } });
    const observation = await observe();
    expect(statuses(observation)).toEqual([
      ["ConfigMap a", "OutOfSync"],
      ["ConfigMap b", "Synced"],
    ]);
    expect(observation.objects[0]?.differences.map(({ path }) => String(path))).toEqual([
      expect.stringContaining("value"),
    ]);
  });

  test("a kind that the cluster does not have is not taken for absent, and no other object suffers", async () => {
    const widget = manifest("example.com/v1", "Widget", "w", { spec: {} });
    await repository.commit({ "a.yaml": configMap("a", "1") + widget });
    const observation = await observe();
    expect(observation.sync).not.toBe("Synced");
    expect(statuses(observation)).toContainEqual(["ConfigMap a", "OutOfSync"]);
  });

  test("what left Git and is in the inventory is extra; what is gone from both is forgotten", async () => {
    await repository.commit({ "a.yaml": configMap("a", "1"), "b.yaml": configMap("b", "1") });
    await world.settle(name, process);
    const inventory = (await world.read(name)).bulk?.inventory ?? [];
    await repository.commit({ "b.yaml": undefined });
    const observation = await observe(inventory);
    expect(observation.sync).toBe("OutOfSync");
    expect(observation.objects.filter(({ extra }) => extra).map(({ ref }) => ref.name)).toEqual(["b"]);
    const plan = await planOperation(await subjectOf(), observation, { prune: true, automated: true });
    expect(plan.tasks.map(({ ref, action }) => `${action} ${ref.name}`)).toContain("prune b");
    await cluster.ask("DELETE", `/api/v1/namespaces/${name.name}/configmaps/b`);
    expect((await observe(inventory)).sync).toBe("Synced");
  });
});

describe("an application is loaded", () => {
  test("with the built-in project, and the cluster it goes to", async () => {
    const { application: loaded, project, connection } = await subjectOf();
    expect([loaded.name, project.name, connection.name]).toEqual([name, "default", "in-cluster"]);
  });

  test("or not at all, when it was deleted", async () => {
    await world.reader.specs.delete("Application", name);
    expect(await loadSubject(name, process.ports)).toBeUndefined();
  });

  test("or refused: an unknown project, with those there are", async () => {
    await world.save(application(name.name, repository.path, { project: "none" }));
    await expect(loadSubject(name, process.ports)).rejects.toMatchObject({
      code: "PROJECT_DENIED",
      message: expect.stringContaining("there are: default"),
    });
  });
});
