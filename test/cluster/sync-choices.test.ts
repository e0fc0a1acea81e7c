import { describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../src/kube/json.ts";
import { list, namesOf, patch } from "./cluster-objects.ts";
import { configMap, deployment, job } from "./manifests.ts";
import { linesOf, openTheatre, type Stage } from "./sync-stage.ts";
import { until } from "./until.ts";
import { canCount, followRequests, isWrite } from "./writes.ts";

const theatre = openTheatre();

/** A Job whose pod never finds a node. */
const endless: JsonObject = {
  template: {
    spec: {
      containers: [{ name: "main", image: "registry.example.org/web:1" }],
      restartPolicy: "Never",
      nodeSelector: { "example.org/no-such-node": "true" },
    },
  },
};

const toRetry = (limit: number) => ({ limit, durationMs: 1_000, factor: 2, maxDurationMs: 10_000 });

/** What the API server refuses, whatever is live. */
const invalid = (name: string): JsonObject => configMap(name, { "not a key!": "1" });

async function readValue(stage: Stage, name: string): Promise<unknown> {
  return readField(await stage.object("ConfigMap", name), "data", "value");
}

describe.concurrent("a sync that a person asks for", () => {
  test("starts by hand only, and is recorded under their name", async () => {
    const stage = await theatre.open([configMap("a", { value: "1" })]);
    expect((await stage.settle()).state?.sync.status).toBe("OutOfSync");
    expect(await stage.uidOf("ConfigMap", "a")).toBeUndefined();
    const { state, records } = await stage.sync();
    expect(state?.sync.status).toBe("Synced");
    expect(records.map(({ initiatedBy, phase }) => [initiatedBy.username, phase])).toEqual([
      ["ann", "Succeeded"],
    ]);
  });

  test("--dry-run tells what would come of each object, and writes nothing", async () => {
    const stage = await theatre.open([configMap("a", { value: "1" }), configMap("old")]);
    const before = await stage.sync();
    const objects = [configMap("a", { value: "2" }), configMap("b"), job("check", { hook: "PreSync" })];
    await stage.commit(...objects);
    const readRequests = await followRequests(stage.namespace);
    const { state, records } = await stage.sync({ dryRun: true }, true);
    expect(linesOf(records[0])).toEqual([
      "old Pruned: pruned (dry run)",
      "a Synced: configured (dry run)",
      "b Synced: created (dry run)",
    ]);
    expect(records[0]).toMatchObject({ phase: "Succeeded", message: "successfully synced (dry run)" });
    expect(state?.sync.status).toBe("OutOfSync");
    expect(state?.history).toEqual(before.state?.history);
    expect(state?.attempt).toEqual(before.state?.attempt);
    expect(await readValue(stage, "a")).toBe("1");
    expect(await namesOf("ConfigMap", stage.namespace)).toEqual(["a", "old"]);
    expect(await namesOf("Job", stage.namespace)).toEqual([]);
    if (canCount()) expect((await readRequests()).filter(isWrite)).toEqual([]);
  });

  test("--dry-run passes the API server's word on each object that would fail, and tries the others", async () => {
    const stage = await theatre.open([configMap("a")]);
    await stage.sync();
    await stage.commit(invalid("wrong"), configMap("a", { value: "2" }));
    const { state, records } = await stage.sync({ dryRun: true });
    expect(records[0]?.phase).toBe("Failed");
    const [a, wrong] = linesOf(records[0]);
    expect(a).toBe("a Synced: configured (dry run)");
    expect(wrong).toMatch(/^wrong SyncFailed: Cannot try ConfigMap .*not a key!/);
    expect(state?.operation).toBeUndefined();
    expect(await stage.uidOf("ConfigMap", "wrong")).toBeUndefined();
  });

  test("--dry-run from nothing does not try what waits for its namespace", async () => {
    const stage = await theatre.open([configMap("a")]);
    const { records } = await stage.sync({ dryRun: true });
    expect(linesOf(records[0])).toEqual([
      `${stage.namespace} Synced: created (dry run)`,
      `a Synced: not tried: namespace ${stage.namespace} comes with this sync (dry run)`,
    ]);
    expect(await stage.uidOf("ConfigMap", "a")).toBeUndefined();
  });
});

describe.concurrent("--revision", () => {
  test("syncs to another commit or branch once, and leaves the application OutOfSync from its own", async () => {
    const stage = await theatre.open([configMap("a", { value: "1" })]);
    const first = await stage.repository.git("rev-parse", "HEAD");
    await stage.repository.git("branch", "stable", first);
    const second = await stage.commit(configMap("a", { value: "2" }));
    await stage.sync();
    expect(await readValue(stage, "a")).toBe("2");
    const { state, records } = await stage.sync({ revision: "stable" });
    expect(await readValue(stage, "a")).toBe("1");
    expect(records[0]?.revision.sha).toBe(first);
    expect(state?.history.map(({ revision }) => revision)).toEqual([second, first]);
    expect(state?.sync).toMatchObject({ status: "OutOfSync", revision: second });
    await stage.sync({ revision: second });
    expect(await readValue(stage, "a")).toBe("2");
  });

  test("that does not exist is refused, and the application is none the worse", async () => {
    const stage = await theatre.open([configMap("a", { value: "1" })]);
    await stage.sync();
    const { state, records } = await stage.sync({ revision: "no-such-branch" });
    expect(records[0]).toMatchObject({ phase: "Error" });
    expect(records[0]?.message).toContain("no-such-branch");
    expect(state?.sync.status).toBe("Synced");
    expect(state?.requested).toBeUndefined();
    expect(state?.conditions).toEqual([]);
  });

  test("is refused while auto-sync is on", async () => {
    const stage = await theatre.open([configMap("a", { value: "1" })], { automated: {} });
    await stage.settle();
    await stage.repository.git("branch", "stable", "HEAD");
    const { records } = await stage.sync({ revision: "stable" });
    expect(records[0]).toMatchObject({ phase: "Error" });
    expect(records[0]?.message).toMatch(/"stable".*auto-sync is on/);
  });
});

describe.concurrent("a selective sync", () => {
  const marked = (name: string, app: string): JsonObject => {
    const object = configMap(name, { value: "2" });
    return { ...object, metadata: { name, labels: { app } } };
  };

  test("--resource syncs these objects only: no hooks, no history", async () => {
    const stage = await theatre.open([configMap("a", { value: "1" }), configMap("b", { value: "1" })]);
    const before = await stage.sync();
    const hook = job("check", { hook: "PreSync" });
    await stage.commit(configMap("a", { value: "2" }), configMap("b", { value: "2" }), hook);
    const only = { group: "", kind: "ConfigMap", namespace: stage.namespace, name: "a" };
    const { state, records } = await stage.sync({ resources: [only] });
    expect(linesOf(records[0])).toEqual(["a Synced: configured"]);
    expect([await readValue(stage, "a"), await readValue(stage, "b")]).toEqual(["2", "1"]);
    expect(await namesOf("Job", stage.namespace)).toEqual([]);
    expect(state?.history).toEqual(before.state?.history);
    const others = await stage.sync({ resources: [{ ...only, exclude: true }] });
    expect(linesOf(others.records[0])).toEqual(["b Synced: configured"]);
  });

  test("--label syncs what Git labels so", async () => {
    const stage = await theatre.open([configMap("a", { value: "1" }), configMap("b", { value: "1" })]);
    await stage.sync();
    await stage.commit(marked("a", "one"), marked("b", "two"));
    const { records } = await stage.sync({ labels: "app in (two, three)" });
    expect(linesOf(records[0])).toEqual(["b Synced: configured"]);
  });

  test("that matches nothing fails and names its selector", async () => {
    const stage = await theatre.open([configMap("a")]);
    const { records } = await stage.sync({ resources: [{ group: "", kind: "ConfigMap", name: "wrong" }] });
    expect(records[0]).toMatchObject({ phase: "Failed", results: [] });
    expect(records[0]?.message).toContain("no object of the application matches :ConfigMap:wrong");
  });
});

describe.concurrent("the strategy and options of one sync", () => {
  test("--strategy apply runs no hooks", async () => {
    const stage = await theatre.open([configMap("a"), job("check", { hook: "PreSync" })]);
    const { state, records } = await stage.sync({ strategy: "apply" });
    expect(state?.sync.status).toBe("Synced");
    expect(linesOf(records[0])).not.toContainEqual(expect.stringContaining("check"));
    expect(await namesOf("Job", stage.namespace)).toEqual([]);
    expect(state?.history).toHaveLength(1);
  });

  test("--force deletes and creates again what cannot be changed in place, for this sync", async () => {
    const frozen = (value: string): JsonObject => ({ ...configMap("a", { value }), immutable: true });
    const stage = await theatre.open([frozen("1")]);
    await stage.sync();
    const uid = await stage.uidOf("ConfigMap", "a");
    await stage.commit(frozen("2"));
    const refused = await stage.sync();
    expect(refused.records[0]?.phase).toBe("Failed");
    expect(await stage.uidOf("ConfigMap", "a")).toBe(uid);
    const { state, records } = await stage.sync({ force: true });
    expect(linesOf(records[0])).toEqual(["a Synced: deleted and created again"]);
    expect(await stage.uidOf("ConfigMap", "a")).not.toBe(uid);
    expect(await readValue(stage, "a")).toBe("2");
    expect(state?.sync.status).toBe("Synced");
  });

  test("--replace puts objects as Git has them, and is refused where an option is none", async () => {
    const stage = await theatre.open([configMap("a", { value: "1" })]);
    await stage.sync();
    const place = { kind: "ConfigMap", namespace: stage.namespace, name: "a" };
    await patch(place, { data: { more: "somebody's" } });
    await stage.commit(configMap("a", { value: "2" }));
    const wrong = await stage.sync({ syncOptions: ["Replace=maybe"] });
    expect(wrong.records[0]).toMatchObject({ phase: "Error" });
    expect(wrong.records[0]?.message).toContain("Replace=maybe");
    const { records } = await stage.sync({ syncOptions: ["Replace=true"] });
    expect(linesOf(records[0])).toEqual(["a Synced: replaced"]);
    expect(readField(await stage.object("ConfigMap", "a"), "data")).toEqual({ value: "2" });
  });
});

describe.concurrent("an operation", () => {
  test("that is terminated in a wave ends its hooks, and later waves are not written", async () => {
    const stage = await theatre.open([
      configMap("a"),
      job("endless", { hook: "Sync", wave: "1" }, endless),
      configMap("late", {}, { wave: "2" }),
    ]);
    const begun = await stage.begin();
    expect(begun.state?.operation?.phase).toBe("Running");
    expect(begun.state?.operation?.message).toContain("hook batch/Job");
    const { state, records } = await stage.terminate();
    expect(state?.operation).toBeUndefined();
    expect(records[0]).toMatchObject({ phase: "Failed", message: "operation terminated" });
    expect(linesOf(records[0])).toContain("endless SyncFailed: Terminated");
    await until("the hook is gone", async () => (await list("Job", stage.namespace)).length === 0);
    expect(await namesOf("ConfigMap", stage.namespace)).toEqual(["a"]);
  });

  test("is ended by outrigger.dev/sync-timeout, and says what it waited for", async () => {
    const stage = await theatre.open([job("endless", { hook: "PreSync" }, endless), configMap("late")]);
    await stage.declare({}, {}, { "outrigger.dev/sync-timeout": "30s" });
    const { state, records } = await stage.sync({ retry: toRetry(3) });
    expect(state?.operation).toBeUndefined();
    expect(records.map(({ phase, retries }) => [phase, retries])).toEqual([["Failed", 0]]);
    expect(records[0]?.message).toMatch(
      /took longer than its timeout of 30 s: waiting for completion of hook/,
    );
    expect(await stage.uidOf("ConfigMap", "late")).toBeUndefined();
    await until("the hook is gone", async () => (await list("Job", stage.namespace)).length === 0);
  });

  test("is retried as often as its request says", async () => {
    const stage = await theatre.open([invalid("wrong")]);
    const { records } = await stage.sync({ retry: toRetry(2) });
    expect(records.map(({ phase, retries }) => [phase, retries])).toEqual([["Failed", 2]]);
    const once = await stage.sync();
    expect(once.records.map(({ retries }) => retries)).toEqual([0, 2]);
  });

  test("goes on with the newest revision at its retry, where retry.refresh is true", async () => {
    const { newest, records } = await retryAfterRepair(true);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ phase: "Succeeded", retries: 1, revision: { sha: newest } });
  });

  test("keeps its revision at every retry, where retry.refresh is not set", async () => {
    const { first, records } = await retryAfterRepair(false);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ phase: "Failed", retries: 2, revision: { sha: first } });
  });
});

/** A sync by hand fails and waits for its retry; meanwhile somebody commits what repairs it. */
async function retryAfterRepair(refresh: boolean) {
  const retry = { limit: 2, refresh, backoff: { duration: "5s", factor: 1, maxDuration: "10s" } };
  const stage = await theatre.open([invalid("one"), configMap("two")], { retry });
  const begun = await stage.begin();
  expect(begun.state?.operation?.retryAt).toBeDefined();
  const first = begun.state?.operation?.revision.sha;
  const newest = await stage.commit(configMap("one"), deployment("web", 1));
  const { records } = await stage.settle();
  return { first, newest, records };
}
