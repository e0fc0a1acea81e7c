import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { namesOf } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, deployment, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf, verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { until } from "./until.ts";
import { followRequests, isWrite } from "./writes.ts";

let server: GitServer;
let count = 0;

beforeAll(async () => {
  server = await startGitServer();
});

afterAll(() => server.close());

type Situation = {
  readonly namespace: string;
  readonly repository: TestRepository;
  readonly workplace: Workplace;
  /** An Application of the folder of its name. */
  toApp(name: string, annotations?: JsonObject, parts?: object): JsonObject;
  cli(...args: readonly string[]): Promise<string>;
};

async function open(): Promise<Situation> {
  const namespace = await makeSpace("gates");
  count += 1;
  const repository = await server.createRepository(`gates-${count}`);
  const workplace = await openWorkplace();
  return {
    namespace,
    repository,
    workplace,
    toApp: (name, annotations = {}, parts = {}) => ({
      ...application(name, { repoUrl: repository.url, path: name, namespace, ...parts }),
      metadata: { name, annotations },
    }),
    cli: async (...args) => {
      const { code, stdout, stderr } = await workplace.run(args);
      return `${code}\n${stdout}${stderr}`;
    },
  };
}

/** Each process takes seconds to start where many run at once. */
const patience = { timeout: 180_000 };
const one = { "web/one.yaml": toYaml(configMap("one", { key: "1" })) };

describe.concurrent("a pause", patience, () => {
  test("of everything, of a project, of a cluster: it is compared, nothing is written, and a condition says why", async () => {
    const { namespace, repository, workplace, toApp, cli } = await open();
    await repository.commit(one);
    // The first run makes the state folder.
    await workplace.declare(toApp("web", {}, { syncPolicy: {} }));
    await workplace.once();
    await workplace.declare(toApp("web"));
    const readRequests = await followRequests(namespace);
    for (const scope of [["--all"], ["--project", "default"], ["--cluster", "in-cluster"]] as const) {
      expect(await cli("pause", ...scope, "--reason", "an incident")).toMatch(/^0\n/);
      const paused = await workplace.once();
      expect(verdictOf(paused.of("web"))).toBe("OutOfSync Missing");
      expect(conditionsOf(paused.of("web"))).toMatch(
        /^Paused: paused \((all|project default|cluster in-cluster)\) by/,
      );
      expect(conditionsOf(paused.of("web"))).toContain(
        `an incident; resume with \`outrigger resume ${scope.join(" ")}\``,
      );
      expect(await cli("resume", ...scope)).toMatch(/^0\n/);
    }
    expect((await readRequests()).filter(isWrite)).toEqual([]);
    expect(verdictOf((await workplace.once()).of("web"))).toBe("Synced Healthy");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one"]);
  });

  test("of an application: a sync that a person asks for waits and says why, and is done when it is resumed", async () => {
    const { namespace, repository, workplace, toApp, cli } = await open();
    await repository.commit(one);
    await workplace.declare(toApp("web", {}, { syncPolicy: {} }));
    await workplace.once();
    expect(await cli("app", "pause", "web", "--reason", "an incident")).toMatch(/^0\n/);
    await cli("app", "sync", "web", "--async");
    await workplace.once();
    const shown = await cli("app", "get", "web", "--show-operation");
    expect(shown).toMatch(
      /Running[\s\S]*paused by .* an incident; resume with `outrigger app resume argocd\/web`/,
    );
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
    expect(await cli("app", "resume", "web")).toMatch(/^0\n/);
    expect(verdictOf((await workplace.once()).of("web"))).toBe("Synced Healthy");
    expect((await workplace.records("web")).map(({ phase }) => phase)).toEqual(["Succeeded"]);
  });

  test("by the annotation outrigger.dev/paused, and Argo CD's skip-reconcile, which does not even compare", async () => {
    const { namespace, repository, workplace, toApp } = await open();
    await repository.commit({ ...one, "other/two.yaml": toYaml(configMap("two")) });
    await workplace.declare(
      toApp("web", { "outrigger.dev/paused": "the database is moved" }),
      toApp("other", { "argocd.argoproj.io/skip-reconcile": "true" }),
    );
    const report = await workplace.once();
    expect(verdictOf(report.of("web"))).toBe("OutOfSync Missing");
    expect(conditionsOf(report.of("web"))).toContain("of Application web: the database is moved");
    expect(verdictOf(report.of("other"))).toBe("Unknown Unknown");
    expect(conditionsOf(report.of("other"))).toContain("ReconcileSkipped: not looked at");
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
    await workplace.declare(toApp("web"), toApp("other"));
    await workplace.once();
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "two"]);
  });
});

describe.concurrent("outrigger.dev/depends-on", patience, () => {
  test("an application is synced when those it depends on are Synced and Healthy", async () => {
    const { namespace, repository, workplace, toApp } = await open();
    await repository.commit({ ...one, "base/web.yaml": toYaml(deployment("base", 1)) });
    // The alphabet would have it the other way round.
    await workplace.declare(toApp("base"), toApp("web", { "outrigger.dev/depends-on": "argocd/base" }));
    const report = await workplace.once();
    expect(report.code).toBe(0);
    expect([verdictOf(report.of("base")), verdictOf(report.of("web"))]).toEqual([
      "Synced Healthy",
      "Synced Healthy",
    ]);
    const [base] = await workplace.records("base");
    const [web] = await workplace.records("web");
    expect(web?.startedAt).toBeGreaterThanOrEqual(base?.finishedAt ?? Number.POSITIVE_INFINITY);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one"]);
  });

  test("one that waits says for whom and why: its dependency is OutOfSync and syncs by hand", async () => {
    const { namespace, repository, workplace, toApp, cli } = await open();
    await repository.commit({ ...one, "base/two.yaml": toYaml(configMap("two")) });
    const base = toApp("base", {}, { syncPolicy: {} });
    await workplace.declare(base, toApp("web", { "outrigger.dev/depends-on": "base" }));
    const report = await workplace.once(["--timeout", "3s"]);
    expect(conditionsOf(report.of("web"))).toContain(
      "WaitingForDependency: waiting for argocd/base, which is OutOfSync; goes on when it is Synced and Healthy",
    );
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
    expect(await cli("app", "sync", "base")).toMatch(/^0\n/);
    expect(verdictOf((await workplace.once()).of("web"))).toBe("Synced Healthy");
  });

  test("a circle is told on each member, a missing name too, and others go on", async () => {
    const { namespace, repository, workplace, toApp } = await open();
    await repository.commit({
      ...one,
      "a/two.yaml": toYaml(configMap("two")),
      "b/three.yaml": toYaml(configMap("three")),
      "c/four.yaml": toYaml(configMap("four")),
    });
    await workplace.declare(
      toApp("a", { "outrigger.dev/depends-on": "b" }),
      toApp("b", { "outrigger.dev/depends-on": "a" }),
      toApp("c", { "outrigger.dev/depends-on": "nobody" }),
      toApp("web"),
    );
    const report = await workplace.once();
    const conditionOf = (name: string) => conditionsOf(report.of(name));
    expect(conditionOf("a")).toContain("argocd/a -> argocd/b -> argocd/a");
    expect(conditionOf("b")).toContain("argocd/b -> argocd/a -> argocd/b");
    expect(conditionOf("c")).toContain("it depends on argocd/nobody, which does not exist");
    expect(verdictOf(report.of("web"))).toBe("Synced Healthy");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one"]);
  });
});

describe.concurrent("outrigger.operations.per.cluster", patience, () => {
  test("no more operations than it says run at once, and all of them run in the end", async () => {
    const { repository, workplace, toApp } = await open();
    const names = ["a", "b", "c"];
    const wave = { "argocd.argoproj.io/sync-wave": "1" };
    const files = names.map((name) => [
      `${name}/all.yaml`,
      toYaml(deployment(`web-${name}`, 1), configMap(`later-${name}`, {}, wave)),
    ]);
    await repository.commit(Object.fromEntries(files));
    const settings = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "argocd-cm" },
      data: { "outrigger.operations.per.cluster": "1" },
    };
    await workplace.declare(settings, ...names.map((name) => toApp(name)));
    const report = await workplace.once();
    expect(names.map((name) => verdictOf(report.of(name)))).toEqual(names.map(() => "Synced Healthy"));
    const records = (await Promise.all(names.map((name) => workplace.records(name)))).flat();
    const inOrder = records.toSorted((a, b) => a.startedAt - b.startedAt);
    expect(inOrder).toHaveLength(3);
    for (const [index, record] of inOrder.entries())
      expect(record.startedAt).toBeGreaterThanOrEqual(inOrder[index - 1]?.finishedAt ?? 0);
  });
});

describe.concurrent("a newer commit", patience, () => {
  test("takes over from a sync that waits for a wave that will never be healthy", async () => {
    const { namespace, repository, workplace, toApp } = await open();
    // Nobody gives it an address.
    const backend = { service: { name: "web", port: { number: 80 } } };
    const waiting = {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "waiting" },
      spec: { defaultBackend: backend },
    };
    await repository.commit({
      "web/waiting.yaml": toYaml(waiting),
      "web/later.yaml": toYaml(configMap("later", {}, { wave: "1" })),
    });
    await workplace.declare(toApp("web"));
    const first = workplace.once(["--timeout", "100s"]);
    await until("the first wave is written", async () =>
      (await namesOf("Ingress", namespace)).includes("waiting"),
    );
    await repository.commit({ "web/waiting.yaml": undefined });
    expect(verdictOf((await first).of("web"))).toBe("Synced Healthy");
    const records = await workplace.records("web");
    expect(records.map(({ phase, message }) => `${phase}: ${message}`)).toEqual([
      "Succeeded: successfully synced (all tasks run)",
      "Failed: gave way to a newer revision",
    ]);
  });
});

describe.concurrent("syncPolicy.automated.enabled", patience, () => {
  test("false is no automation, whatever else automated says; true is", async () => {
    const { namespace, repository, workplace, toApp } = await open();
    await repository.commit(one);
    const off = { automated: { enabled: false, prune: true, selfHeal: true } };
    await workplace.declare(toApp("web", {}, { syncPolicy: off }));
    expect(verdictOf((await workplace.once()).of("web"))).toBe("OutOfSync Missing");
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
    await workplace.declare(toApp("web", {}, { syncPolicy: { automated: { enabled: true } } }));
    expect(verdictOf((await workplace.once()).of("web"))).toBe("Synced Healthy");
  });
});
