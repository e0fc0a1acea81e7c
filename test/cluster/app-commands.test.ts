import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { namesOf, patch, read } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, job, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { makeSpace } from "./spaces.ts";
import { until } from "./until.ts";

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
  /** Runs `outrigger app` on the state folder; gives the exit code and what was printed. */
  app(...args: readonly string[]): Promise<string>;
};

/** An application that syncs by hand, of two ConfigMaps; `run --once` has stored it and looked at it. */
async function open(parts: object = {}, files: Record<string, string> = {}): Promise<Situation> {
  const namespace = await makeSpace("app-commands");
  count += 1;
  const repository = await server.createRepository(`app-commands-${count}`);
  await repository.commit({
    "app/one.yaml": toYaml(configMap("one", { key: "1" })),
    "app/two.yaml": toYaml(configMap("two", { key: "1" })),
    ...files,
  });
  const workplace = await openWorkplace();
  const source = { repoUrl: repository.url, path: "app", namespace };
  await workplace.declare(application("web", { ...source, syncPolicy: {}, ...parts }));
  await workplace.once();
  const app: Situation["app"] = async (...args) => {
    const { code, stdout, stderr } = await workplace.run(["app", ...args]);
    return `${code}\n${stdout}${stderr}`;
  };
  return { namespace, repository, workplace, app };
}

async function keyOf(namespace: string, name: string): Promise<unknown> {
  const object = await read({ kind: "ConfigMap", namespace, name });
  return Object(object?.["data"]).key;
}

describe("app sync", () => {
  test("a dry run writes nothing, a selective sync writes one object, a sync all of them, and diff tells them apart", async () => {
    const { namespace, app } = await open();
    expect(await app("diff", "web")).toMatch(/^1\n[\s\S]*\+ {2}key: "1"/);
    expect(await app("sync", "web", "--dry-run")).toMatch(/^0\n/);
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
    expect(await app("sync", "web", "--resource", ":ConfigMap:one")).toMatch(/^0\n/);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one"]);
    const synced = await app("sync", "web", "--info", "ticket=OPS-1");
    expect(synced).toMatch(/^0\n[\s\S]*^Phase: +Succeeded$/m);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "two"]);
    expect(await app("diff", "web")).toBe("0\n");
    expect(await app("get", "web", "-o", "yaml")).toContain("value: OPS-1");
  });

  test("of another revision, then back to the one before by rollback, with history and a fresh look", async () => {
    const { namespace, repository, app } = await open();
    const first = await repository.git("rev-parse", "HEAD");
    await repository.git("checkout", "-q", "-b", "next");
    await repository.commit({ "app/one.yaml": toYaml(configMap("one", { key: "next" })) });
    expect(await app("sync", "web", "--revision", "main")).toMatch(/^0\n/);
    expect(await app("sync", "web", "--revision", "next")).toMatch(/^0\n/);
    expect(await keyOf(namespace, "one")).toBe("next");
    expect(await app("history", "web", "-o", "id")).toBe("0\n1\n2\n");
    expect(await app("rollback", "web", "1")).toMatch(
      new RegExp(`^0\\n[\\s\\S]*^Sync Revision: +${first}$`, "m"),
    );
    expect(await keyOf(namespace, "one")).toBe("1");
    await patch({ kind: "ConfigMap", namespace, name: "one" }, { data: { key: "by hand" } });
    expect(await app("get", "web", "--hard-refresh")).toMatch(/^Sync Status: +OutOfSync from main/m);
  });
});

describe("app sync --strategy, --label and --replace", () => {
  test("apply runs no hook, labels choose objects, and replace puts them in place of what is there", async () => {
    const hook = toYaml(job("before", { hook: "PreSync" }));
    const two = configMap("two", { key: "1" });
    const labelled = { ...two, metadata: { ...Object(two["metadata"]), labels: { tier: "b" } } };
    const { namespace, app } = await open({}, { "app/hook.yaml": hook, "app/two.yaml": toYaml(labelled) });
    expect(await app("sync", "web", "--label", "tier=b")).toMatch(/^0\n/);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["two"]);
    const replaced = await app("sync", "web", "--strategy", "apply", "--replace", "-o", "json");
    expect(replaced).toMatch(/^0\n[\s\S]*"apply": \{\}/);
    expect(replaced).toMatch(/"syncOptions": \[\s+"Replace=true"/);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "two"]);
    expect(await namesOf("Job", namespace)).toEqual([]);
  });
});

describe("app terminate-op", () => {
  test("ends an operation whose hook never ends", async () => {
    const hook = job("slow-", { hook: "PreSync", delete: "HookFailed" }, { suspend: true });
    const { namespace, app } = await open({}, { "app/hook.yaml": toYaml(hook) });
    expect(await app("sync", "web", "--timeout", "1")).toMatch(/^1\n[\s\S]*timed out/);
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
    expect(await app("terminate-op", "web")).toMatch(/^0\nApplication 'web' operation terminating/);
    expect(await app("get", "web", "--show-operation")).toMatch(/^Phase: +Failed$/m);
  });
});

describe("app delete", () => {
  test("waits for a confirmation where an object wants one, and takes all objects with it", async () => {
    const options = { "argocd.argoproj.io/sync-options": "Delete=confirm" };
    const kept = configMap("kept", { key: "1" });
    const files = {
      "app/kept.yaml": toYaml({ ...kept, metadata: { ...Object(kept["metadata"]), annotations: options } }),
    };
    const { namespace, app } = await open({}, files);
    await app("sync", "web");
    expect(await app("delete", "web", "--yes", "--timeout", "2")).toMatch(/^1\n[\s\S]*still being deleted/);
    expect(await namesOf("ConfigMap", namespace)).toContain("kept");
    expect(await app("get", "web")).toMatch(/^Deleting since: /m);
    expect(await app("confirm-deletion", "web")).toMatch(/^0\n/);
    expect(await app("wait", "web", "--delete", "--timeout", "60")).toBe("0\nApplication 'web' deleted\n");
    await until("all are gone", async () => (await namesOf("ConfigMap", namespace)).length === 0);
    expect(await app("get", "web")).toMatch(/^2\n/);
  });

  test("--cascade=false leaves them", async () => {
    const { namespace, app } = await open();
    await app("sync", "web");
    expect(await app("delete", "web", "--cascade=false")).toMatch(/^0\n/);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "two"]);
    expect(await app("list", "-o", "name")).toBe("0\n");
  });
});

describe("app set, patch and pause", () => {
  test("what is set counts at the next sync; what is paused waits until it is resumed", async () => {
    const { namespace, workplace, app } = await open();
    expect(await app("set", "web", "--path", "none")).toBe("0\n");
    expect(await app("get", "web", "--refresh")).toContain("ComparisonError");
    const patched = JSON.stringify([{ op: "replace", path: "/spec/source/path", value: "app" }]);
    expect(await app("patch", "web", "--patch", patched)).toMatch(/^0\n[\s\S]*path: app/);
    expect((await workplace.run(["pause", "--all", "--reason", "night"])).code).toBe(0);
    expect(await app("sync", "web", "--timeout", "1")).toMatch(/^1\n[\s\S]*night/);
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
    expect((await workplace.run(["resume", "--all"])).code).toBe(0);
    expect(await app("wait", "web", "--sync", "--health", "--timeout", "60")).toMatch(/^0\n/);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "two"]);
  });
});
