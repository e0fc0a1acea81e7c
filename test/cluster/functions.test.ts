import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { readField } from "../../src/kube/json.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { list, namesOf, read, remove } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { type Event, follow } from "./follow.ts";
import { configMap, deployment, job, toYaml } from "./manifests.ts";
import { type Offline, startOffline } from "./offline.ts";
import { makeSpace } from "./spaces.ts";
import { until } from "./until.ts";
import { canCount, followRequests, isWrite } from "./writes.ts";

const secret = "a webhook secret of the test";
const manual = { syncPolicy: {} };
const waits = { timeout: 240_000 };

let server: GitServer;
let folder: string;
let offline: Offline;
let repository: TestRepository;
let spaces: { readonly auto: string; readonly manual: string; readonly waves: string };

const start = async () =>
  await startOffline({
    kubeconfig: inject("kubeconfig"),
    stateFolder: join(folder, "state"),
    cacheFolder: join(folder, "cache"),
    apps: join(folder, "apps"),
    webhookSecret: secret,
  });

const keyOf = async (namespace: string, name: string) =>
  readField(await read({ kind: "ConfigMap", namespace, name }), "data", "key");

const commit = async (path: string, value: string) =>
  await repository.commit({ [path]: toYaml(configMap("one", { key: value }), configMap("two")) }, value);

const ask = async (name: string, part = "") =>
  await offline.ask("GET", `/api/v1/applications/${name}${part}`);

/** Waits until an application says that it is where it should be, and its operation has ended. */
const settled = async (name: string) =>
  await until(`${name} is Synced and Healthy`, async () => {
    const { body } = await ask(name);
    const status = JSON.parse(JSON.stringify(body ?? {})).status ?? {};
    const isThere = status.sync?.status === "Synced" && status.health?.status === "Healthy";
    return isThere && status.operationState?.phase === "Succeeded" ? status : undefined;
  });

beforeAll(async () => {
  server = await startGitServer();
  folder = await mkdtemp(join(tmpdir(), "outrigger-functions-"));
  spaces = {
    auto: await makeSpace("auto"),
    manual: await makeSpace("manual"),
    waves: await makeSpace("waves"),
  };
  repository = await server.createRepository("functions");
  await commit("auto/all.yaml", "first");
  await commit("manual/all.yaml", "first");
  await repository.commit({
    "waves/all.yaml": toYaml(
      job("before", { hook: "PreSync" }),
      ...[0, 1, 2, 3].map((wave) => deployment(`web-${wave}`, 1, { wave: String(wave) })),
      configMap("last", { key: "waves" }, { wave: "5" }),
      job("after", { hook: "PostSync" }),
    ),
  });
  const repoUrl = repository.url;
  const apps = [
    application("auto", { repoUrl, path: "auto", namespace: spaces.auto }),
    application("manual", { repoUrl, path: "manual", namespace: spaces.manual, ...manual }),
  ];
  await mkdir(join(folder, "apps"));
  await writeFile(join(folder, "apps", "apps.yaml"), toYaml(...apps));
  offline = await start();
});

afterAll(async () => {
  await offline.stop("SIGINT");
  await server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

describe("under serverless-offline, with a real API server", () => {
  test("a first sync happens by itself", waits, async () => {
    await settled("auto");
    expect(await keyOf(spaces.auto, "one")).toBe("first");
    expect(await namesOf("ConfigMap", spaces.manual)).toEqual([]);
  });

  test("a commit reaches the cluster by schedule alone within 70 s", waits, async () => {
    const startedAt = performance.now();
    await commit("auto/all.yaml", "by schedule");
    await until("the commit is applied", async () => (await keyOf(spaces.auto, "one")) === "by schedule");
    expect(performance.now() - startedAt).toBeLessThan(70_000);
  });

  test("a signed push is applied at once", waits, async () => {
    await settled("auto");
    await commit("auto/all.yaml", "by webhook");
    const startedAt = performance.now();
    expect(await offline.push(repository.url)).toMatchObject({ status: 202 });
    await until("the push is applied", async () => (await keyOf(spaces.auto, "one")) === "by webhook");
    // Much less than the next tick; the bench says how much.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  test("a forged push gets 401 and does nothing", waits, async () => {
    await settled("auto");
    const before = server.requests.length;
    expect(await offline.push(repository.url, "another secret")).toMatchObject({
      status: 401,
      body: { code: expect.any(String) },
    });
    await pause(1_000);
    const asked = server.requests.slice(before).filter(({ url }) => url.includes("functions.git"));
    expect(asked.length).toBeLessThanOrEqual(2); // those of a tick that came by chance
  });

  test("nobody asks the API without its token", async () => {
    for (const token of [null, "wrong"]) {
      const answer = await offline.ask("GET", "/api/v1/applications/auto", undefined, token);
      expect(answer).toMatchObject({ status: 401 });
    }
  });

  test("a sync asked of the API runs", waits, async () => {
    expect(await offline.ask("POST", "/api/v1/applications/manual/sync", {})).toMatchObject({ status: 200 });
    await settled("manual");
    expect(await keyOf(spaces.manual, "one")).toBe("first");
    const { body } = await ask("manual", "/records");
    expect(body).toMatchObject({ items: [{ phase: "Succeeded", initiatedBy: { automated: false } }] });
  });

  test("a deleted object is healed at the next tick", waits, async () => {
    await settled("auto");
    await remove({ kind: "ConfigMap", namespace: spaces.auto, name: "two" });
    await until(
      "the object is back",
      async () => await read({ kind: "ConfigMap", namespace: spaces.auto, name: "two" }),
    );
  });

  test.runIf(canCount())("an idle minute writes nothing to the cluster", waits, async () => {
    await settled("auto");
    await pause(65_000); // the last change is seen once more
    const readRequests = await followRequests(spaces.auto);
    await pause(65_000);
    expect((await readRequests()).filter(isWrite)).toEqual([]);
  });

  test("killed in the middle of a sync and started again, it finishes by itself", waits, async () => {
    const jobs = await follow("Job", spaces.waves);
    const declared = application("waves", {
      repoUrl: repository.url,
      path: "waves",
      namespace: spaces.waves,
    });
    expect(await offline.ask("POST", "/api/v1/applications", declared)).toMatchObject({ status: 200 });
    await until("a wave runs", async () => (await list("Deployment", spaces.waves)).length >= 2);
    await offline.stop("SIGKILL");
    offline = await start();
    const status = await settled("waves");
    expect(status.operationState).toMatchObject({ phase: "Succeeded" });
    expect(await keyOf(spaces.waves, "last")).toBe("waves");
    expect(startedOf(jobs.stop()).toSorted()).toEqual(["after", "before"]);
  });
});

const startedOf = (events: readonly Event[]) =>
  events.filter(({ type }) => type === "ADDED").map(({ object }) => object.metadata.name);
