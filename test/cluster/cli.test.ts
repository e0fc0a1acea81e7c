import { access, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { namesOf, patch, read } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, deployment, job, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { verdictOf } from "./run-report.ts";
import { makeSpace, nameSpace } from "./spaces.ts";
import { until } from "./until.ts";
import { canCount, describe as describeRequest, followRequests, isWrite } from "./writes.ts";

let server: GitServer;
let repository: TestRepository;
let sha: string;

beforeAll(async () => {
  server = await startGitServer();
  repository = await server.createRepository("cli");
  sha = await repository.commit(
    {
      "web/web.yaml": toYaml(deployment("web", 1, { wave: "1" })),
      "web/settings.yaml": toYaml(configMap("settings", { color: "green" })),
      "web/hook.yaml": toYaml(job("migrate-", { hook: "PreSync" })),
      "broken/web.yaml": "kind: [\n",
    },
    "Add web",
  );
});

afterAll(() => server.close());

type Situation = { readonly namespace: string; readonly workplace: Workplace };

function declaration(namespace: string, parts: object = {}): JsonObject {
  const syncPolicy = {
    automated: { prune: true, selfHeal: true },
    syncOptions: ["CreateNamespace=true"],
    retry: { limit: 0 },
  };
  return application("web", { repoUrl: repository.url, path: "web", namespace, syncPolicy, ...parts });
}

async function open(parts: object = {}): Promise<Situation> {
  const namespace = nameSpace("cli");
  const workplace = await openWorkplace();
  await workplace.declare(declaration(namespace, parts));
  return { namespace, workplace };
}

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

describe("output of run", () => {
  let situation: Situation;

  beforeAll(async () => {
    situation = await open();
  });

  test("-o json is Argo CD's status", async () => {
    const { namespace, workplace } = situation;
    const { items } = await workplace.once();
    expect(items).toHaveLength(1);
    const revision = sha;
    const line = { version: "v1", namespace, status: "Synced" };
    expect(items[0]).toMatchObject({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "web", namespace: "argocd" },
      spec: {
        project: "default",
        source: { repoURL: repository.url, path: "web", targetRevision: "main" },
        destination: { server: "https://kubernetes.default.svc", namespace },
      },
      status: {
        sync: { status: "Synced", revision },
        health: { status: "Healthy" },
        operationState: {
          phase: "Succeeded",
          message: expect.stringContaining("success"),
          startedAt: time,
          finishedAt: time,
          retryCount: 0,
          operation: { initiatedBy: { automated: true }, sync: { revision, prune: true } },
          syncResult: { revision },
        },
        conditions: [],
        resources: [
          { ...line, kind: "ConfigMap", name: "settings" },
          {
            ...line,
            group: "apps",
            kind: "Deployment",
            name: "web",
            health: { status: "Healthy" },
            syncWave: 1,
          },
        ],
        history: [
          { id: 1, revision, deployedAt: time, deployStartedAt: time, initiatedBy: { automated: true } },
        ],
      },
    });
  });

  test("the table has a line for each application, wide tells more, name is for scripts", async () => {
    const { namespace, workplace } = situation;
    const args = ["run", "--apps", "apps", "--once"];
    const table = await workplace.run(args);
    const [head = "", row = "", ...more] = table.stdout.split("\n");
    expect(head.split(/ {2,}/)).toEqual([
      "NAME",
      "CLUSTER",
      "NAMESPACE",
      "SYNC",
      "HEALTH",
      "REVISION",
      "MESSAGE",
    ]);
    expect(row.split(/ {2,}/).slice(0, 6)).toEqual([
      "web",
      "in-cluster",
      namespace,
      "Synced",
      "Healthy",
      sha.slice(0, 8),
    ]);
    expect(more).toEqual([""]);
    // No progress line where nobody watches.
    expect(table.stderr).toBe("");
    const wide = await workplace.run([...args, "-o", "wide"]);
    for (const part of [sha, repository.url, "web", "main"]) expect(wide.stdout).toContain(part);
    const name = await workplace.run([...args, "-o", "name"]);
    expect(name.stdout).toBe("application.argoproj.io/web\n");
  });

  test("records are a table, and JSON", async () => {
    const { workplace } = situation;
    const table = await workplace.run(["records"]);
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(
      /^STARTED +APPLICATION +PHASE +REVISION +BY +OBJECTS +SECONDS +SUBJECT +MESSAGE\n/,
    );
    expect(table.stdout).toMatch(
      new RegExp(`argocd/web +Succeeded +${sha.slice(0, 8)} +automated .*Add web`),
    );
    const [record] = await workplace.records("argocd/web");
    expect(record).toMatchObject({
      application: "argocd/web",
      phase: "Succeeded",
      revision: { sha, author: "Ada Author <ada@example.org>", subject: "Add web" },
    });
    const unknown = await workplace.run(["records", "nobody"]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/nobody.*argocd\/web/);
  });

  test("applications come from standard input too", async () => {
    const { namespace, workplace } = situation;
    const ended = await workplace.run(["run", "--apps", "-", "--once", "-o", "name"], {
      stdin: JSON.stringify(declaration(namespace)),
    });
    expect(ended).toMatchObject({ code: 0, stdout: "application.argoproj.io/web\n" });
  });
});

describe("--dry-run", () => {
  test("prints the plan and writes nothing anywhere", async () => {
    const { namespace, workplace } = await open();
    const readRequests = await followRequests(namespace);
    const ended = await workplace.run(["run", "--apps", "apps", "--dry-run"]);
    expect(ended.stderr).toBe("");
    expect(ended.stdout.split("\n")).toEqual([
      "argocd/web",
      `PreSync wave 0  apply  Namespace ${namespace}`,
      `PreSync wave 0  hook  batch/Job ${namespace}/migrate-*`,
      `Sync wave 0  apply  ConfigMap ${namespace}/settings`,
      `Sync wave 1  apply  apps/Deployment ${namespace}/web`,
      "",
    ]);
    expect(ended.code).toBe(1);
    const requests = await readRequests();
    expect(requests.filter(isWrite).map(describeRequest)).toEqual([]);
    if (canCount()) expect(requests.length).toBeGreaterThan(0);
    expect(await read({ kind: "Namespace", name: namespace })).toBeUndefined();
    expect(await readdir(workplace.folder)).toEqual(["apps"]);
  });

  test("of what is synced says so, asks for drift by dry-runs only, and leaves the drift", async () => {
    const { namespace, workplace } = await open();
    expect((await workplace.once()).code).toBe(0);
    const args = ["run", "--apps", "apps", "--dry-run"];
    const idle = await workplace.run(args);
    expect(idle).toMatchObject({ code: 0, stdout: "argocd/web\nnothing to do\n" });
    await patch({ kind: "ConfigMap", namespace, name: "settings" }, { data: { color: "red" } });
    const readRequests = await followRequests(namespace);
    const planned = await workplace.run(args);
    expect(planned.code).toBe(1);
    expect(planned.stdout).toContain(`Sync wave 0  apply  ConfigMap ${namespace}/settings`);
    expect((await readRequests()).filter(isWrite).map(describeRequest)).toEqual([]);
    expect((await read({ kind: "ConfigMap", namespace, name: "settings" }))?.["data"]).toEqual({
      color: "red",
    });
    expect(await workplace.records("web")).toHaveLength(1);
  });
});

describe("render", () => {
  async function render(args: readonly string[], env: Record<string, string> = {}) {
    const { namespace, workplace } = await open();
    const ended = await workplace.run(["render", "apps/apps.yaml", ...args], { env });
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const objects: JsonObject[] = parseAllDocuments(ended.stdout).map((document) => document.toJS());
    return { namespace, workplace, objects };
  }

  test("prints desired objects: placed, tracked, and with the installation's label", async () => {
    const { namespace, objects } = await render([]);
    expect(objects.map(({ kind }) => kind)).toEqual(["Job", "ConfigMap", "Deployment"]);
    expect(objects[1]).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "settings",
        namespace,
        annotations: { "argocd.argoproj.io/tracking-id": `web:/ConfigMap:${namespace}/settings` },
        labels: { "outrigger.dev/installation": "outrigger" },
      },
      data: { color: "green" },
    });
    expect(await read({ kind: "Namespace", name: namespace })).toBeUndefined();
  });

  test("--raw prints what the tool gave, and needs no cluster", async () => {
    const { objects } = await render(["--raw"], { KUBECONFIG: "/nowhere" });
    expect(objects).toContainEqual(configMap("settings", { color: "green" }));
    expect(objects).toContainEqual(job("migrate-", { hook: "PreSync" }));
  });
});

describe("diff", () => {
  test("exit 0 without drift, 1 with drift and its fields, 2 when it cannot be said", async () => {
    const { namespace, workplace } = await open();
    await workplace.once();
    const args = ["diff", "apps/apps.yaml"];
    expect(await workplace.run(args)).toMatchObject({ code: 0, stdout: "", stderr: "" });
    await patch({ kind: "ConfigMap", namespace, name: "settings" }, { data: { color: "red", more: "x" } });
    const drift = await workplace.run(args);
    expect(drift.code).toBe(1);
    expect(drift.stdout).toMatch(/^-\s+color: red$/m);
    expect(drift.stdout).toMatch(/^\+\s+color: green$/m);
    expect(drift.stdout).not.toMatch(/^[-+].*(more|tracking-id|installation)/m);
    expect(drift.stdout).not.toContain("Deployment");
    await workplace.declare(declaration(namespace, { path: "broken" }));
    const broken = await workplace.run(args);
    expect(broken.code).toBe(2);
    expect(broken.stderr).toMatch(/broken\/web\.yaml:\d+/);
    expect(broken.stdout).toBe("");
  });

  test("an object that is missing is shown as a whole, what left Git as removed", async () => {
    const { namespace, workplace } = await open();
    const fresh = await workplace.run(["diff", "apps/apps.yaml"]);
    expect(fresh.code).toBe(1);
    expect(fresh.stdout).toMatch(/^\+\s+name: settings$/m);
    expect(fresh.stdout).toMatch(new RegExp(`Deployment ${namespace}/web`));
  });

  test("a reader that leaves early ends it in peace", async () => {
    const { workplace } = await open();
    const started = workplace.start(["render", "apps/apps.yaml"]);
    started.process.stdout?.destroy();
    expect((await started.ended).stderr).toBe("");
  });
});

describe("two processes with one state folder", () => {
  test("a second command joins the process that owns it", async () => {
    const { workplace, namespace } = await open();
    const started = workplace.start(["run", "--apps", "apps", "--interval", "1s"]);
    await until(
      "the first round is over",
      async () => await Promise.resolve(/Synced +Healthy/.test(started.stdout())),
    );
    const records = await workplace.records("web");
    expect(records).toHaveLength(1);
    expect((await workplace.run(["diff", "apps/apps.yaml"])).code).toBe(0);
    const beside = await workplace.once();
    expect(verdictOf(beside.of("web"))).toBe("Synced Healthy");
    expect(beside.code).toBe(0);
    expect(started.process.exitCode).toBeNull();
    // The owner goes on: a commit is seen without anybody's doing.
    await repository.commit({ "web/more.yaml": toYaml(configMap("more")) });
    await until("the new object is there", async () =>
      (await namesOf("ConfigMap", namespace)).includes("more"),
    );
    started.process.kill("SIGTERM");
    expect(await started.ended).toMatchObject({ code: 0, stderr: "" });
    await until("both are on record", async () => (await workplace.records("web")).length === 2);
    await repository.commit({ "web/more.yaml": undefined });
  });

  test("two runs at once come to one end: each hook once, one record, both content", async () => {
    const { workplace, namespace } = await open();
    const reports = await Promise.all([workplace.once(), workplace.once()]);
    expect(reports.map(({ code }) => code)).toEqual([0, 0]);
    expect(reports.map((report) => verdictOf(report.of("web")))).toEqual([
      "Synced Healthy",
      "Synced Healthy",
    ]);
    expect(await namesOf("Job", namespace)).toHaveLength(1);
    expect(await workplace.records("web")).toHaveLength(1);
  });

  test("the owner is killed while another works: that one takes over", async () => {
    const { workplace, namespace } = await open();
    const owner = workplace.start(["run", "--apps", "apps", "--interval", "1s"]);
    await until("it owns the folder", async () => await exists(join(workplace.state, "owner.json")));
    const joiner = workplace.once();
    await until(
      "something is written",
      async () => (await read({ kind: "Namespace", name: namespace })) !== undefined,
    );
    owner.process.kill("SIGKILL");
    await owner.ended;
    const report = await joiner;
    expect(verdictOf(report.of("web"))).toBe("Synced Healthy");
    expect(report.code).toBe(0);
    expect(await namesOf("Job", namespace)).toHaveLength(1);
    expect(await workplace.records("web")).toHaveLength(1);
  });
});

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

describe("around it", () => {
  test("version", async () => {
    const workplace = await openWorkplace();
    const ended = await workplace.run(["version"]);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toMatch(/^outrigger \d+\.\d+\.\d+\n$/);
  });

  test("records without a state folder say what to do, and make none", async () => {
    const workplace = await openWorkplace();
    const ended = await workplace.run(["records"]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/no state folder/);
    expect(await readdir(workplace.folder)).toEqual(["apps"]);
  });

  test("--context names the cluster that is in-cluster", async () => {
    const { workplace } = await open();
    const wrong = await workplace.once(["--context", "nobodys"]);
    expect(wrong.code).toBe(1);
    expect(JSON.stringify(wrong.of("web").conditions)).toContain("nobodys");
  });

  test("a folder of files is read, too", async () => {
    const workplace = await openWorkplace();
    const namespace = await makeSpace("cli");
    await workplace.declare(declaration(namespace));
    const other = { ...declaration(namespace, { path: "broken" }), metadata: { name: "broken" } };
    await writeFile(join(workplace.folder, "apps", "broken.json"), JSON.stringify(other));
    const report = await workplace.once();
    expect(report.items.map(({ metadata }) => metadata.name)).toEqual(["web", "broken"]);
    expect(verdictOf(report.of("web"))).toBe("Synced Healthy");
    expect(report.of("broken").sync.status).toBe("Unknown");
    expect(report.code).toBe(1);
  });
});
