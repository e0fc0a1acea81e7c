import { readFile, stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type JsonObject, readField } from "../../src/kube/json.ts";
import { limits } from "../../src/limits.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { namesOf, patch, requireObject } from "./cluster-objects.ts";
import { type ClusterProxy, type SeenRequest, startClusterProxy } from "./cluster-proxy.ts";
import { application } from "./declared-application.ts";
import { isSandbox } from "./is-sandbox.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { until as waitUntil } from "./until.ts";
import { canCount } from "./writes.ts";

let server: GitServer;
let repository: TestRepository;
const replace = { options: "Replace=true" };
const many = Array.from({ length: 120 }, (_, index) => `item-${String(index).padStart(3, "0")}`);

beforeAll(async () => {
  server = await startGitServer();
  repository = await server.createRepository("limits");
  const files = { "app/all.yaml": many.map((name) => toYaml(configMap(name, { key: "1" }))).join("---\n") };
  await repository.commit({
    ...files,
    "small/one.yaml": toYaml(configMap("one", { key: "1" })),
    "replaced/put.yaml": toYaml(configMap("put", { key: "1" }, replace)),
    "other/x.txt": "1",
  });
});

afterAll(() => server.close());

type Opened = {
  readonly namespace: string;
  readonly workplace: Workplace;
  /** Declares other manifests beside the application. */
  declare(...others: readonly JsonObject[]): Promise<void>;
};

/** A namespace and an application; `params`: keys of argocd-cmd-params-cm. */
async function open(
  path: string,
  { annotations = {}, params }: { annotations?: JsonObject; params?: Record<string, string> } = {},
): Promise<Opened> {
  const namespace = await makeSpace("limits");
  const workplace = await openWorkplace();
  const parts = application("app", { repoUrl: repository.url, path, namespace });
  const declare: Opened["declare"] = (...others) =>
    workplace.declare({ ...parts, metadata: { name: "app", annotations } }, ...others);
  await declare(...(params === undefined ? [] : [settings("argocd-cmd-params-cm", params)]));
  return { namespace, workplace, declare };
}

function settings(name: string, data: Readonly<Record<string, string>>): JsonObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

type Audited = { readonly from: number; readonly to: number };

/** Our requests of a namespace since a place of the audit log, by when they came and were answered. */
async function readAudit(from: number, namespace: string): Promise<readonly Audited[]> {
  const text = (await readFile(inject("auditLog") ?? "", "utf8")).slice(from);
  return text.split("\n").flatMap((line): Audited[] => {
    if (!line.includes(`"${namespace}"`) || !line.includes("ResponseComplete")) return [];
    const { userAgent = "", requestReceivedTimestamp, stageTimestamp } = JSON.parse(line);
    if (!String(userAgent).startsWith("outrigger/")) return [];
    return [{ from: Date.parse(requestReceivedTimestamp), to: Date.parse(stageTimestamp) }];
  });
}

describe("an API server", () => {
  // The embedded server answers each request in one go: its log has one time for both ends.
  test.runIf(canCount() && !isSandbox)(
    "never has more requests of ours in flight than the cap, and more than one",
    async () => {
      const { namespace, workplace } = await open("app");
      const { size } = await stat(inject("auditLog") ?? "");
      expect(verdictOf((await workplace.once()).of("app"))).toBe("Synced Healthy");
      const requests = await readAudit(size, namespace);
      expect(requests.length).toBeGreaterThanOrEqual(many.length);
      // The log has milliseconds, so what ends and begins in the same one is not counted as being together.
      const together = requests.map(
        ({ from }) => requests.filter((each) => each.from <= from && from < each.to).length,
      );
      expect(Math.max(...together)).toBeGreaterThan(1);
      expect(Math.max(...together)).toBeLessThanOrEqual(
        limits.clusterRequestsInFlightMax + limits.clusterListsInFlightMax,
      );
    },
  );

  test("that says 429 is asked again when it says, and the sync ends well", async () => {
    const { namespace, workplace } = await open("small");
    const refused = new Set<string>();
    // The first write to each path is told to come back in a second.
    const busy = await startClusterProxy(workplace, ({ method, path }) => {
      const isRefused = method === "PATCH" && !refused.has(path);
      if (isRefused) refused.add(path);
      return Promise.resolve(isRefused ? { status: 429, retryAfter: "1" } : undefined);
    });
    const report = await workplace.once([], busy);
    await busy.close();
    expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one"]);
    expect(refused.size).toBeGreaterThan(0);
  });
});

describe.concurrent("argocd-cmd-params-cm", () => {
  test.each([
    ["1", 1],
    ["40", 40],
  ])(
    "controller.kubectl.parallelism.limit: %s: so many writes are under way, and never more",
    async (limit, most) => {
      const { namespace, workplace } = await open("app", {
        params: { "controller.kubectl.parallelism.limit": limit },
      });
      const proxy = await holdWrites(workplace, most);
      const report = await workplace.once([], proxy);
      await proxy.close();
      expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
      expect(proxy.mostWrites()).toBe(most);
      expect(await namesOf("ConfigMap", namespace)).toHaveLength(many.length);
    },
  );

  test("controller.k8s.client.qps and .burst: no window of time has more requests than these allow", async () => {
    const params = { "controller.k8s.client.qps": "50", "controller.k8s.client.burst": "1" };
    const { workplace } = await open("app", { params });
    const proxy = await startClusterProxy(workplace);
    expect(verdictOf((await workplace.once([], proxy)).of("app"))).toBe("Synced Healthy");
    await proxy.close();
    expect(proxy.seen.length).toBeGreaterThan(many.length);
    expect(countBeyond(proxy.seen, { qps: 50, burst: 1 })).toBe(0);
  });

  test("without a rate there is none", async () => {
    const { workplace } = await open("app", { params: { "controller.kubectl.parallelism.limit": "40" } });
    const proxy = await holdWrites(workplace, 40);
    expect(verdictOf((await workplace.once([], proxy)).of("app"))).toBe("Synced Healthy");
    await proxy.close();
    expect(countBeyond(proxy.seen, { qps: 50, burst: 1 })).toBeGreaterThan(0);
  });

  test("controller.k8sclient.retry.max: a request that fails is tried again so often", async () => {
    const asked: number[] = [];
    for (const retries of ["0", "2"]) {
      const params = {
        "controller.k8sclient.retry.max": retries,
        "controller.k8sclient.retry.base.backoff": "1",
      };
      const { workplace } = await open("small", { params });
      const proxy = await startClusterProxy(workplace, ({ path }) =>
        Promise.resolve(path === "/api" ? { status: 500 } : undefined),
      );
      const report = await workplace.once(["--timeout", "2s"], proxy);
      await proxy.close();
      expect(report.of("app").sync.status).toBe("Unknown");
      asked.push(proxy.seen.filter(({ path }) => path === "/api").length);
    }
    const [once = 0, thrice] = asked;
    expect(once).toBeGreaterThan(0);
    expect(thrice).toBe(3 * once);
  });

  test("server.sync.replace.allowed: false: nobody may ask for a sync that replaces, an object of Git may", async () => {
    const { namespace, workplace } = await open("replaced", {
      params: { "server.sync.replace.allowed": "false" },
    });
    await workplace.once();
    await patch({ kind: "ConfigMap", namespace, name: "put" }, { data: { more: "x" } });
    for (const flags of [["--replace"], ["--force", "--replace"]]) {
      const refused = await workplace.run(["app", "sync", "app", ...flags]);
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain("server.sync.replace.allowed is false");
    }
    expect((await workplace.run(["app", "sync", "app"])).code).toBe(0);
    const data = async () =>
      readField(await requireObject({ kind: "ConfigMap", namespace, name: "put" }), "data");
    expect(await data()).toEqual({ key: "1", more: "x" });
    await repository.commit({ "replaced/put.yaml": toYaml(configMap("put", { key: "2" }, replace)) });
    await workplace.once();
    expect(await data()).toEqual({ key: "2" });
  });

  test("counts before argocd-cm, and each of both is told what has no effect", async () => {
    const { workplace, declare } = await open("small");
    const timeout = "controller.sync.timeout.seconds";
    await declare(
      settings("argocd-cm", { [timeout]: "60", "ui.bannercontent": "x" }),
      settings("argocd-cmd-params-cm", { [timeout]: "90", "redis.server": "x" }),
    );
    const { stderr } = await workplace.once();
    expect(stderr).toContain(`data["${timeout}"]: no effect: argocd-cmd-params-cm says "90"; keep that one`);
    for (const key of ["ui.bannercontent", "redis.server"])
      expect(stderr.split(`data["${key}"]: not supported yet: it has no effect`)).toHaveLength(2);
  });
});

/** A proxy whose first writes wait for each other until so many are under way, so that it shows how many may be. */
async function holdWrites(workplace: Workplace, most: number): Promise<ClusterProxy> {
  let reached = false;
  const giveUpAt = performance.now() + 10_000;
  const proxy: ClusterProxy = await startClusterProxy(workplace, async ({ method }) => {
    while (method === "PATCH" && !reached && performance.now() < giveUpAt) {
      reached = proxy.writes() >= most;
      await pause(5);
    }
    return undefined;
  });
  return proxy;
}

/** Requests that came in some window of time beyond its rate and a burst; those that were held up on their way come together. */
function countBeyond(seen: readonly SeenRequest[], { qps, burst }: { qps: number; burst: number }): number {
  const slackMs = 500;
  const isBeyond = (first: number, last: number) => {
    const windowMs = (seen[last]?.at ?? 0) - (seen[first]?.at ?? 0) + slackMs;
    return last - first + 1 > burst + (windowMs * qps) / 1_000;
  };
  return seen.filter((_, last) => seen.some((_each, first) => first < last && isBeyond(first, last))).length;
}

describe("a commit beside what an application reads", () => {
  test("brings nothing, with manifest-generate-paths and without", async () => {
    const plain = await open("small");
    const annotated = await open("small", {
      annotations: { "argocd.argoproj.io/manifest-generate-paths": "." },
    });
    for (const { workplace } of [plain, annotated]) await workplace.once();
    await repository.commit({ "other/x.txt": "2" });
    for (const { workplace } of [plain, annotated]) {
      const report = await workplace.once();
      expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
      expect(report.of("app").history).toHaveLength(1);
    }
  });
});

describe("a repository that cannot be reached", () => {
  test("leaves what is known as it is for its grace, and says so", async () => {
    const { workplace } = await open("small", {
      params: { "controller.repo.error.grace.period.seconds": "1" },
    });
    await workplace.once();
    server.intercept((_request, response) => {
      response.writeHead(503).end();
      return true;
    });
    const within = (await workplace.once(["--timeout", "2s"])).of("app");
    const [condition] = within.conditions;
    const until = /; until (\S+Z) its status stays as it was$/.exec(condition?.message ?? "")?.[1] ?? "";
    await waitUntil("the grace is over", () => Promise.resolve(Date.now() > Date.parse(until)));
    const after = (await workplace.once(["--timeout", "2s"])).of("app");
    server.intercept(undefined);
    expect([within.sync.status, condition?.type]).toEqual(["Synced", "ComparisonError"]);
    expect(after.sync.status).toBe("Unknown");
    expect(after.conditions.map(({ type }) => type)).toEqual(["ComparisonError"]);
    expect(after.conditions[0]?.message).not.toContain("its status stays");
    expect(verdictOf((await workplace.once()).of("app"))).toBe("Synced Healthy");
  });
});
