import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { list, namesOf, read } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { type Event, follow } from "./follow.ts";
import { configMap, deployment, failingJob, job, service, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { type Report, verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { until } from "./until.ts";
import { canCount, followRequests, isWrite, type ProgramRequest } from "./writes.ts";

let server: GitServer;
let count = 0;

beforeAll(async () => {
  server = await startGitServer();
});

afterAll(() => server.close());

const automated = { prune: true, selfHeal: true };
const once = { automated, retry: { limit: 0 } };

type Situation = {
  readonly namespace: string;
  readonly repository: TestRepository;
  readonly workplace: Workplace;
  readonly report: Report;
  /** What the program wrote, in order. */
  readonly writes: readonly ProgramRequest[];
  readonly jobs: readonly Event[];
};

/** Syncs these objects for the first time and watches. */
async function sync(objects: readonly JsonObject[], syncPolicy: object = once): Promise<Situation> {
  const namespace = await makeSpace("waves");
  count += 1;
  const repository = await server.createRepository(`waves-${count}`);
  await repository.commit({ "all.yaml": toYaml(...objects) });
  const workplace = await openWorkplace();
  await workplace.declare(
    application("app", { repoUrl: repository.url, namespace, syncPolicy: { ...syncPolicy } }),
  );
  const jobs = await follow("Job", namespace);
  const readRequests = await followRequests(namespace);
  const report = await workplace.once();
  const writes = (await readRequests()).filter(isWrite);
  return { namespace, repository, workplace, report, writes, jobs: jobs.stop() };
}

const startedOf = (events: readonly Event[]) =>
  events.filter(({ type }) => type === "ADDED").map(({ object }) => object.metadata.name);

describe("phases and waves", () => {
  let situation: Situation;

  beforeAll(async () => {
    situation = await sync([
      job("after", { hook: "PostSync" }),
      configMap("last", {}, { wave: "5" }),
      deployment("second", 2, { wave: "2" }),
      job("between", { hook: "Sync", wave: "1" }),
      deployment("first", 1),
      configMap("early", {}, { wave: "-3" }),
      service("first"),
      job("before", { hook: "PreSync" }),
      job("never", { hook: "SyncFail" }),
      job("also-before-", { hook: "PreSync", wave: "-1" }),
    ]);
  });

  test("all is well, and no SyncFail hook runs", () => {
    const { report, jobs } = situation;
    expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
    expect(report.code).toBe(0);
    const started = startedOf(jobs).map((name) => name.replace(/-[0-9a-f]{10}$/, "-"));
    expect(started).toEqual(["also-before-", "before", "between", "after"]);
  });

  test("everything was written in the order of phase, wave and kind", () => {
    const results = situation.report.of("app").operationState?.syncResult.resources ?? [];
    const order = ["also-before-", "before", "early", "first", "first", "between", "second", "last", "after"];
    expect(results.map(({ name }) => name.replace(/-[0-9a-f]{10}$/, "-"))).toEqual(order);
    if (!canCount()) return;
    const made = situation.writes.filter(({ code }) => code === 201);
    expect(made.map(({ name }) => name.replace(/-[0-9a-f]{10}$/, "-"))).toEqual(order);
  });

  test("a wave starts when the one before is healthy or complete", async () => {
    const { namespace, jobs } = situation;
    const completed = new Map(
      jobs.flatMap(({ object }) => {
        const time = readField(toJson(object), "status", "completionTime");
        return time === undefined ? [] : [[object.metadata.name, Date.parse(String(time))] as const];
      }),
    );
    const createdAt = (object: KubeObject) => Date.parse(String(object.metadata["creationTimestamp"]));
    const deployments = new Map(
      (await list("Deployment", namespace)).map((each) => [each.metadata.name, each]),
    );
    const [first, second] = [deployments.get("first"), deployments.get("second")];
    const between = jobs.find(({ object }) => object.metadata.name === "between")?.object;
    if (first === undefined || second === undefined || between === undefined)
      throw new Error("not all there");
    const availableAt = (object: KubeObject) => {
      const conditions = readField(toJson(object), "status", "conditions");
      const found = (Array.isArray(conditions) ? conditions : []).find(
        (each) => readField(each, "type") === "Available",
      );
      return Date.parse(String(readField(found, "lastTransitionTime")));
    };
    expect(createdAt(between)).toBeGreaterThanOrEqual(availableAt(first));
    expect(createdAt(second)).toBeGreaterThanOrEqual(completed.get("between") ?? Number.POSITIVE_INFINITY);
  });
});

function toJson(object: KubeObject): JsonObject {
  return JSON.parse(JSON.stringify(object));
}

describe.concurrent("a failing hook", () => {
  test("in PreSync: nothing of Sync is written, and the SyncFail hook runs", async () => {
    const { report, namespace, jobs } = await sync([
      failingJob("migrate", { hook: "PreSync" }),
      configMap("settings"),
      job("after", { hook: "PostSync" }),
      job("call-for-help", { hook: "SyncFail" }),
    ]);
    expect(report.code).toBe(1);
    const {
      operationState,
      conditions,
      sync: { status },
    } = report.of("app");
    expect(status).toBe("OutOfSync");
    expect(operationState?.phase).toBe("Failed");
    expect(conditions.map(({ type }) => type)).toContain("SyncError");
    expect(conditions.map(({ message }) => message).join("\n")).toMatch(/migrate/);
    expect(startedOf(jobs)).toEqual(["migrate", "call-for-help"]);
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
  });

  test("in a wave: later waves are not written, earlier ones stay", async () => {
    const { report, namespace } = await sync([
      configMap("one"),
      failingJob("check", { hook: "Sync", wave: "1" }),
      configMap("two", {}, { wave: "2" }),
    ]);
    expect(report.of("app").operationState?.phase).toBe("Failed");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one"]);
  });

  test("in PostSync: the objects are Synced, the operation is Failed", async () => {
    const { report } = await sync([configMap("one"), failingJob("check", { hook: "PostSync" })]);
    expect(report.of("app").sync.status).toBe("Synced");
    expect(report.of("app").operationState?.phase).toBe("Failed");
    expect(report.of("app").operationState?.message).toMatch(/check/);
  });
});

describe.concurrent("retry", () => {
  const retry = { limit: 2, backoff: { duration: "1s", factor: 2, maxDuration: "5s" } };

  test("a failing sync is tried three times in one operation, with one record", async () => {
    const objects = [failingJob("check-", { hook: "PreSync" }), configMap("one")];
    const { report, workplace, jobs } = await sync(objects, { automated, retry });
    const state = report.of("app").operationState;
    expect(state?.phase).toBe("Failed");
    expect(state?.retryCount).toBe(2);
    expect(new Set(startedOf(jobs)).size).toBe(3);
    const records = await workplace.records("app");
    expect(records.map(({ phase, retries }) => [phase, retries])).toEqual([["Failed", 2]]);
  });

  test("a new commit gets a try of its own, and success", async () => {
    const objects = [failingJob("check", { hook: "PreSync" }), configMap("one")];
    const { workplace, repository } = await sync(objects);
    await repository.commit({ "all.yaml": toYaml(job("check", { hook: "PreSync" }), configMap("one")) });
    const report = await workplace.once();
    expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
    const phases = (await workplace.records("app")).map(({ phase }) => phase);
    expect(phases).toEqual(["Succeeded", "Failed"]);
  });
});

/** By policy: is a hook left that succeeded, and one that failed? */
const policies = [
  { policy: "BeforeHookCreation", succeeded: true, failed: true },
  { policy: "HookSucceeded", succeeded: false, failed: true },
  { policy: "HookFailed", succeeded: true, failed: false },
  { policy: "HookSucceeded,HookFailed", succeeded: false, failed: false },
];

describe.concurrent("hook-delete-policy", () => {
  test("decides what is left of a hook", async () => {
    const nameOf = (policy: string) => policy.toLowerCase().replace(",", "-");
    const objects = policies.flatMap(({ policy }) => [
      job(`good-${nameOf(policy)}`, { hook: "PreSync", delete: policy }),
      failingJob(`bad-${nameOf(policy)}`, { hook: "PreSync", delete: policy }),
    ]);
    const { namespace, report, jobs } = await sync([...objects, configMap("one")]);
    expect(report.of("app").operationState?.phase).toBe("Failed");
    expect(startedOf(jobs)).toHaveLength(8);
    const left = policies.flatMap(({ policy, succeeded, failed }) => [
      ...(succeeded ? [`good-${nameOf(policy)}`] : []),
      ...(failed ? [`bad-${nameOf(policy)}`] : []),
    ]);
    await until(
      "deleted hooks are gone",
      async () => (await namesOf("Job", namespace)).length === left.length,
    );
    expect(await namesOf("Job", namespace)).toEqual(left.sort());
    for (const { metadata } of await list("Job", namespace))
      expect(metadata.finalizers ?? [], metadata.name).not.toContain("outrigger.dev/hook");
  });

  test("BeforeHookCreation: the next sync replaces the hook by a new one", async () => {
    const first = await sync([job("check", { hook: "PreSync" }), configMap("one", { key: "1" })]);
    const { namespace, repository, workplace } = first;
    const place = { kind: "Job", namespace, name: "check" };
    const before = await read(place);
    const changed = toYaml(job("check", { hook: "PreSync" }), configMap("one", { key: "2" }));
    await repository.commit({ "all.yaml": changed });
    const report = await workplace.once();
    expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
    const after = await read(place);
    expect(after?.metadata.uid).toBeDefined();
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
  });

  test("generateName: each operation has a Job of its own, and hooks never make an application OutOfSync", async () => {
    const first = await sync([job("check-", { hook: "PreSync" }), configMap("one", { key: "1" })]);
    const { namespace, repository, workplace } = first;
    const changed = toYaml(job("check-", { hook: "PreSync" }), configMap("one", { key: "2" }));
    await repository.commit({ "all.yaml": changed });
    const report = await workplace.once();
    expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
    const names = await namesOf("Job", namespace);
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^check-[0-9a-f]{10}$/);
  });

  test("a Job that Kubernetes deletes the moment it ends is still seen to succeed", async () => {
    const { report, namespace, jobs } = await sync([
      job("quick", { hook: "PreSync" }, { ttlSecondsAfterFinished: 0 }),
      configMap("one"),
    ]);
    expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
    expect(report.of("app").operationState?.phase).toBe("Succeeded");
    expect(startedOf(jobs)).toEqual(["quick"]);
    await until("it is gone", async () => (await namesOf("Job", namespace)).length === 0);
  });
});
