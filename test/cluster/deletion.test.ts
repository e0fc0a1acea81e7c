import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  confirmDeletion,
  type DeletionRequest,
  requestDeletion,
} from "../../src/deletion/request-deletion.ts";
import type { JsonObject } from "../../src/kube/json.ts";
import { openExistingTable } from "../../src/local/open-local.ts";
import type { SyncRecord } from "../../src/record/state.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { list, namesOf, patch, read, requireObject } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { type Event, follow } from "./follow.ts";
import { configMap, deployment, job, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf, verdictOf } from "./run-report.ts";
import { makeSpace, nameSpace } from "./spaces.ts";
import { until } from "./until.ts";
import { canCount, followRequests, isWrite } from "./writes.ts";

let server: GitServer;
let count = 0;

beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.close());

const automated = { prune: true, selfHeal: true };
const name = { namespace: "argocd", name: "app" };

type Situation = {
  readonly namespace: string;
  readonly repository: TestRepository;
  readonly workplace: Workplace;
};

type Given = {
  readonly namespace?: string;
  readonly syncOptions?: readonly string[];
  readonly timeout?: string;
};

/** Syncs these objects for the first time. */
async function sync(objects: readonly JsonObject[], given: Given = {}): Promise<Situation> {
  const namespace = given.namespace ?? (await makeSpace("deletion"));
  count += 1;
  const repository = await server.createRepository(`deletion-${count}`);
  await repository.commit({ "all.yaml": toYaml(...objects) });
  const workplace = await openWorkplace();
  const syncPolicy = { automated, syncOptions: [...(given.syncOptions ?? [])] };
  await workplace.declare(application("app", { repoUrl: repository.url, namespace, syncPolicy }));
  expect(verdictOf((await workplace.once()).of("app"))).toBe("Synced Healthy");
  return { namespace, repository, workplace };
}

/** Asks for something between two runs, as the API and the command line do. */
async function withTable<Answer>(
  { workplace }: Situation,
  act: (ports: Parameters<typeof requestDeletion>[2]) => Promise<Answer>,
): Promise<Answer> {
  const table = await openExistingTable(workplace.state);
  try {
    const queues = { wake: () => Promise.resolve() };
    return await act({ ...table, clock: { now: () => Date.now() }, queues });
  } finally {
    await table.close();
  }
}

async function askForDeletion(situation: Situation, wish: Partial<DeletionRequest> = {}): Promise<void> {
  const request = { cascade: true, requestedBy: "ann", ...wish };
  const marked = await withTable(situation, (ports) => requestDeletion(name, request, ports));
  expect(marked).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) } });
}

/** Runs until the application is gone; gives the record of its deletion. */
async function runDeletion(situation: Situation): Promise<SyncRecord> {
  const report = await situation.workplace.once();
  expect(conditionsOf(report.of("app"))).toContain("it was deleted");
  const [record] = await situation.workplace.records("app");
  if (record?.kind !== "deletion")
    throw new Error(`The last record is no deletion: ${JSON.stringify(record)}`);
  const isKept = await withTable(situation, (ports) => ports.specs.read("Application", name));
  expect(isKept).toBeUndefined();
  return record;
}

const toLines = (record: SyncRecord) =>
  record.results.map((result) => `${result.kind} ${result.name} ${result.hook ? result.phase : result.code}`);

const wasDeleting = (events: readonly Event[]) =>
  events.some(({ type, object }) => type === "MODIFIED" && object.metadata.deletionTimestamp !== undefined);

describe.concurrent("the deletion of an application", () => {
  test("cascades in mirrored waves, with PreDelete and PostDelete hooks, and leaves what says Delete=false", async () => {
    const situation = await sync([
      configMap("first", { key: "1" }),
      deployment("web", 1, { wave: "1" }),
      configMap("kept", { key: "1" }, { options: "Delete=false" }),
      job("before", { hook: "PreDelete" }),
      job("after", { hook: "PostDelete" }),
    ]);
    const { namespace } = situation;
    // No sync has run a hook of the deletion.
    expect(await namesOf("Job", namespace)).toEqual([]);
    await askForDeletion(situation);
    const readRequests = await followRequests(namespace);
    const record = await runDeletion(situation);
    expect(record).toMatchObject({ phase: "Succeeded", initiatedBy: { username: "ann" } });
    expect(toLines(record).filter((line) => !line.includes("kept"))).toEqual([
      "Job before Succeeded",
      "Deployment web Pruned",
      "ConfigMap first Pruned",
      "Job after Succeeded",
    ]);
    expect(toLines(record)).toContain("ConfigMap kept PruneSkipped");
    const kept = await requireObject({ kind: "ConfigMap", namespace, name: "kept" });
    expect(JSON.stringify(kept.metadata)).not.toMatch(/tracking-id|outrigger/);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["kept"]);
    expect(await namesOf("Deployment", namespace)).toEqual([]);
    expect(await list("Job", namespace)).toEqual([]);
    expect(
      await until("pods are gone", async () => (await namesOf("ReplicaSet", namespace)).length === 0),
    ).toBe(true);
    if (!canCount()) return;
    const deleted = (await readRequests()).filter(isWrite).filter(({ verb }) => verb === "delete");
    expect(deleted.map((request) => `${request.resource} ${request.name}`)).toEqual([
      "jobs before",
      "deployments web",
      "configmaps first",
      "jobs after",
    ]);
  });

  test("keeps the namespace that CreateNamespace made", async () => {
    const namespace = nameSpace("deletion");
    const situation = await sync([configMap("one")], { namespace, syncOptions: ["CreateNamespace=true"] });
    await askForDeletion(situation, { propagation: "background" });
    await runDeletion(situation);
    const space = await requireObject({ kind: "Namespace", name: namespace });
    expect(space.metadata.deletionTimestamp).toBeUndefined();
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
  });

  test.each([
    ["in the foreground by default", {}, true],
    ["in the background when asked for", { propagation: "background" }, false],
  ] as const)("deletes objects %s", async (_, wish, waits) => {
    const situation = await sync([deployment("web", 1)]);
    const watched = await follow("Deployment", situation.namespace);
    await askForDeletion(situation, wish);
    await runDeletion(situation);
    await until("the end is seen", async () => watched.events.some(({ type }) => type === "DELETED"));
    expect(wasDeleting(watched.stop())).toBe(waits);
  });

  test("waits for approval where an object says Delete=confirm", async () => {
    const situation = await sync([
      configMap("one"),
      configMap("precious", {}, { options: "Delete=confirm" }),
    ]);
    const { namespace, workplace } = situation;
    await askForDeletion(situation);
    const report = await workplace.once();
    expect(conditionsOf(report.of("app"))).toContain(
      `waits for approval to delete ConfigMap ${namespace}/precious`,
    );
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "precious"]);
    await withTable(situation, (ports) => confirmDeletion(name, ports));
    await runDeletion(situation);
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
  });

  test("without cascade leaves every object", async () => {
    const situation = await sync([configMap("one", { key: "1" }), job("before", { hook: "PreDelete" })]);
    const { namespace } = situation;
    const { uid } = (await requireObject({ kind: "ConfigMap", namespace, name: "one" })).metadata;
    await askForDeletion(situation, { cascade: false });
    const record = await runDeletion(situation);
    expect(record.message).toBe("deleted 0 objects, kept 1");
    const left = await requireObject({ kind: "ConfigMap", namespace, name: "one" });
    expect(left.metadata.uid).toBe(uid);
    const marks = JSON.stringify(left.metadata);
    expect(marks).not.toMatch(/tracking-id|outrigger/);
    expect(left["data"]).toEqual({ key: "1" });
    expect(await namesOf("Job", namespace)).toEqual([]);
  });

  test("that a finalizer holds says so, and ends when the objects are given up", async () => {
    const situation = await sync([configMap("held")]);
    const held = { kind: "ConfigMap", namespace: situation.namespace, name: "held" };
    await patch(held, { metadata: { finalizers: ["example.org/hold"] } });
    await askForDeletion(situation);
    const report = await situation.workplace.once(["--timeout", "3s"]);
    expect(report.of("app").operationState?.message).toContain("held by example.org/hold");
    await askForDeletion(situation, { cascade: false });
    await runDeletion(situation);
    expect(await read(held)).toBeDefined();
    await patch(held, { metadata: { finalizers: null } });
  });
});

describe.concurrent("a prune", () => {
  test.each(["foreground", "background", "orphan"])("with PrunePropagationPolicy=%s", async (policy) => {
    const objects = [configMap("stays"), deployment("web", 1)];
    const { namespace, repository, workplace } = await sync(objects, {
      syncOptions: [`PrunePropagationPolicy=${policy}`],
    });
    const [owned] = await until("there is a ReplicaSet", async () => {
      const found = await list("ReplicaSet", namespace);
      return found.length === 1 && found;
    });
    const watched = await follow("Deployment", namespace);
    await repository.commit({ "all.yaml": toYaml(configMap("stays")) });
    expect(verdictOf((await workplace.once()).of("app"))).toBe("Synced Healthy");
    await until("the end is seen", async () => watched.events.some(({ type }) => type === "DELETED"));
    expect(wasDeleting(watched.stop())).toBe(policy !== "background");
    const place = { kind: "ReplicaSet", namespace, name: owned?.metadata.name ?? "" };
    if (policy !== "orphan") {
      await until("the ReplicaSet is gone", async () => (await read(place)) === undefined);
      return;
    }
    const orphan = await requireObject(place);
    expect(orphan.metadata.uid).toBe(owned?.metadata.uid);
    expect(orphan.metadata.ownerReferences ?? []).toEqual([]);
  });

  test("keeps what says Prune=false, and asks for approval of what says Prune=confirm", async () => {
    const situation = await sync([
      configMap("stays"),
      configMap("kept", {}, { options: "Prune=false" }),
      configMap("asked", {}, { options: "Prune=confirm" }),
    ]);
    const { namespace, repository, workplace } = situation;
    await repository.commit({ "all.yaml": toYaml(configMap("stays")) });
    expect((await workplace.once()).of("app").sync.status).toBe("OutOfSync");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["asked", "kept", "stays"]);
    const [record] = await workplace.records("app");
    const reasons = new Map(
      record?.results.map((result) => [result.name, `${result.code} ${result.message}`]),
    );
    expect(reasons.get("kept")).toBe("PruneSkipped ignored (no prune)");
    expect(reasons.get("asked")).toMatch(/^PruneSkipped ignored \(its deletion needs approval: /);
    const approved = { "argocd.argoproj.io/deletion-approved": new Date(Date.now() + 1_000).toISOString() };
    const syncPolicy = { automated };
    const declared = application("app", { repoUrl: repository.url, namespace, syncPolicy });
    await workplace.declare({ ...declared, metadata: { name: "app", annotations: approved } });
    await workplace.once();
    expect(await namesOf("ConfigMap", namespace)).toEqual(["kept", "stays"]);
  });

  test("that a finalizer holds stays OutOfSync with its reason, starts no new sync, and goes when it is let go", async () => {
    const { namespace, repository, workplace } = await sync([configMap("stays"), configMap("held")]);
    const held = { kind: "ConfigMap", namespace, name: "held" };
    await patch(held, { metadata: { finalizers: ["example.org/hold"] } });
    await repository.commit({ "all.yaml": toYaml(configMap("stays")) });
    expect((await workplace.once()).of("app").sync.status).toBe("OutOfSync");
    const second = (await workplace.once()).of("app");
    expect(second.sync.status).toBe("OutOfSync");
    expect(conditionsOf(second)).toMatch(
      /not in Git any more: being deleted, held by .*example\.org\/hold.*, since /,
    );
    expect(await workplace.records("app")).toHaveLength(2);
    await patch(held, { metadata: { finalizers: null } });
    await until("it is gone", async () => (await read(held)) === undefined);
    const last = (await workplace.once()).of("app");
    expect(verdictOf(last)).toBe("Synced Healthy");
    expect(last.resources.map((line) => line.name)).toEqual(["stays"]);
    expect(last.conditions).toEqual([]);
  });
});
