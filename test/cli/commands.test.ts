import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { formatJson, type JsonObject, parseJson, readField } from "../../src/kube/json.ts";
import { createTestRepository, type TestRepository } from "../git-server.ts";
import { application, configMap, deployment } from "../stories/manifests.ts";
import { openSandboxCluster, type SandboxCluster } from "../stories/sandbox-cluster.ts";
import { type Ended, makeFolder, runCommand } from "./command-line.ts";

let cluster: SandboxCluster;
let folder: string;
let repository: TestRepository;
let state: string;
let count = 0;
let name = "";

beforeAll(async () => {
  cluster = await openSandboxCluster();
});
beforeEach(async () => {
  count += 1;
  name = `cli-${count}`;
  folder = await makeFolder();
  state = join(folder, "state");
  await mkdir(join(folder, "apps"));
  repository = await createTestRepository(folder, name);
  await declare({});
  await repository.commit({ "a.yaml": configMap("a", "1") });
  cluster.writes();
});
afterAll(() => cluster.close());

/** Writes the application's file; it syncs by itself unless `spec` says otherwise. */
async function declare(spec: JsonObject, file = "app.yaml"): Promise<void> {
  const syncPolicy = { automated: { selfHeal: true, prune: true }, syncOptions: ["CreateNamespace=true"] };
  const manifest = application(name, repository.path, { syncPolicy, ...spec });
  await writeFile(join(folder, "apps", file), formatJson(manifest));
}

function outrigger(...args: readonly string[]): Promise<Ended> {
  return runCommand([...args, "--kubeconfig", cluster.kubeconfig], {
    HOME: folder,
    XDG_CACHE_HOME: join(folder, "cache"),
  });
}

const run = (...args: readonly string[]) =>
  outrigger("run", "--once", "--apps", join(folder, "apps"), "--state", state, ...args);
const file = () => join(folder, "apps", "app.yaml");

describe("run --once", () => {
  test("0: all are Synced and Healthy; the table says so, nothing else is printed", async () => {
    const { exitCode, error, out, err } = await run();
    expect([exitCode, error, err]).toEqual([0, undefined, ""]);
    const [head, line] = out.split("\n");
    expect(head).toMatch(/^NAME +CLUSTER +NAMESPACE +SYNC +HEALTH +REVISION +MESSAGE$/);
    expect(line).toMatch(
      new RegExp(`^${name} +in-cluster +${name} +Synced +Healthy +[0-9a-f]{8} +successfully synced`),
    );
  });

  test("1: an application that syncs by hand is OutOfSync, and nothing is written; --sync syncs it", async () => {
    await declare({ syncPolicy: { syncOptions: ["CreateNamespace=true"] } });
    const { exitCode, out } = await run();
    expect(exitCode).toBe(1);
    expect(out).toContain("OutOfSync");
    expect(cluster.writes()).toEqual([]);
    expect((await run("--sync")).exitCode).toBe(0);
    expect(cluster.writes()).not.toEqual([]);
  });

  test("2: a file that is wrong is named on standard error, and the others go on", async () => {
    await writeFile(
      join(folder, "apps", "wrong.yaml"),
      "kind: Application\napiVersion: argoproj.io/v1alpha1\n",
    );
    const { exitCode, out, err } = await run();
    expect(exitCode).toBe(2);
    expect(err).toContain("wrong.yaml");
    expect(out).toMatch(/Synced +Healthy/);
  });

  test("2: no Application at all", async () => {
    await writeFile(file(), "apiVersion: v1\nkind: List\nitems: []\n");
    const { exitCode, err } = await run();
    expect(exitCode).toBe(2);
    expect(err).toContain("there is no Application in");
  });

  test("1: at the timeout, what is not at rest is shown as it is", async () => {
    await repository.commit({ "a.yaml": deployment("web", 1, { "test/stuck": "yes" }) });
    const { exitCode, out } = await run("--timeout", "1s");
    expect(exitCode).toBe(1);
    expect(out).toContain("Progressing");
  });

  test("JSON has Argo CD's status; a second run writes nothing", async () => {
    await run();
    cluster.writes();
    const { out } = await run("-o", "json");
    expect(cluster.writes()).toEqual([]);
    const items = readField(parseJson(out), "items");
    const [item] = Array.isArray(items) ? items : [];
    expect(item).toMatchObject({
      metadata: { name, namespace: "argocd" },
      status: {
        sync: { status: "Synced", revision: await repository.git("rev-parse", "HEAD") },
        operationState: { phase: "Succeeded" },
        resources: [{ kind: "ConfigMap", version: "v1", namespace: name, name: "a", status: "Synced" }],
        history: [{ id: 1 }],
      },
    });
  });
});

describe("run --dry-run", () => {
  test("prints the plan and writes nothing, anywhere", async () => {
    const { exitCode, out } = await run("--dry-run");
    expect(exitCode).toBe(1);
    expect(out).toContain(`argocd/${name}`);
    expect(out).toContain(`ConfigMap ${name}/a`);
    expect(cluster.writes()).toEqual([]);
    expect(await readdir(folder)).not.toContain("state");
  });

  test("0: there is nothing to do", async () => {
    await run();
    const { exitCode, out } = await run("--dry-run");
    expect(exitCode).toBe(0);
    expect(out).toContain(`argocd/${name}`);
  });
});

describe("diff", () => {
  test("0, 1 and 2: no drift, drift, nobody can say", async () => {
    await run();
    const diff = () => outrigger("diff", file(), "--state", state);
    expect(await diff()).toMatchObject({ exitCode: 0, out: "" });
    await cluster.ask("PATCH", `/api/v1/namespaces/${name}/configmaps/a`, { data: { value: "2" } });
    const drifted = await diff();
    expect(drifted.exitCode).toBe(1);
    expect(drifted.out).toMatch(/^-.*value: "?2"?$/m);
    expect(drifted.out).toMatch(/^\+.*value: "?1"?$/m);
    await declare({ destination: { name: "elsewhere", namespace: name } });
    expect((await diff()).error).toBe("CLUSTER_UNKNOWN");
  });
});

describe("render", () => {
  test("prints what Git wants: with namespace and marks, or raw as it is written", async () => {
    const desired = await outrigger("render", file());
    expect(desired.exitCode).toBe(0);
    expect(desired.out).toContain(`namespace: ${name}`);
    expect(desired.out).toContain("argocd.argoproj.io/tracking-id");
    const raw = await outrigger("render", file(), "--raw");
    expect(raw.out).toBe('---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  value: "1"\n');
  });

  test("of a file with two Applications nobody knows which one is meant", async () => {
    const second = formatJson(application("second", repository.path));
    await writeFile(file(), `${formatJson(application(name, repository.path))}\n---\n${second}\n`);
    const { error, message } = await outrigger("render", file());
    expect(error).toBe("CONFIG_INVALID");
    expect(message).toContain("holds 2 Applications, not one");
  });

  test("of a file whose spec is wrong the problems are named", async () => {
    await declare({ source: { repoURL: repository.path, path: 7 } });
    const { error, message } = await outrigger("render", file());
    expect(error).toBe("APPLICATION_INVALID");
    expect(message).toContain("spec.source.path");
  });
});

describe("records", () => {
  const records = (...args: readonly string[]) =>
    runCommand(["records", ...args, "--state", state], { HOME: folder });

  test("one line for each operation, newest first", async () => {
    await run();
    await repository.commit({ "a.yaml": configMap("a", "2") }, "Set a to 2\n\nfor a reason");
    await run();
    const { exitCode, out } = await records();
    expect(exitCode).toBe(0);
    const [head, first, second, ...rest] = out.trimEnd().split("\n");
    expect(head).toMatch(/^STARTED +APPLICATION +PHASE +REVISION +BY +OBJECTS +SECONDS +SUBJECT +MESSAGE$/);
    expect(first).toMatch(
      new RegExp(`argocd/${name} +Succeeded +[0-9a-f]{8} +automated +1 +[0-9.]+ +Set a to 2 `),
    );
    expect(second).toContain("Change files");
    expect(rest).toEqual([]);
  });

  test("of one application, by its name or with its namespace, as JSON", async () => {
    await run();
    for (const text of [name, `argocd/${name}`]) {
      const { out } = await records(text, "-o", "json");
      expect(readField(parseJson(out), "items")).toEqual([
        expect.objectContaining({ application: `argocd/${name}`, phase: "Succeeded" }),
      ]);
    }
  });

  test("2: of an application that is not there, those there are are named", async () => {
    await run();
    const { exitCode, err } = await records("other");
    expect(exitCode).toBe(2);
    expect(err).toContain(`argocd/${name}`);
  });
});
