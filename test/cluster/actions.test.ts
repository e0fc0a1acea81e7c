import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { isObject, type JsonObject, readField } from "../../src/kube/json.ts";
import { type GitServer, startGitServer } from "../git-server.ts";
import { list, namesOf, read } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, deployment, job, service, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { verdictOf } from "./run-report.ts";
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
  readonly workplace: Workplace;
  /** Runs `outrigger app` on the state folder; gives the exit code and what was printed. */
  app(...args: readonly string[]): Promise<string>;
};

const schedule = "0 3 29 2 *";
const cronJob: JsonObject = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "night" },
  spec: { schedule, jobTemplate: { spec: job("night")["spec"] ?? {} } },
};

/** The scripts of a ConfigMap as users write it, unchanged. */
async function readScripts(): Promise<JsonObject> {
  const file = new URL("../actions/scripts/argocd-cm.yaml", import.meta.url);
  const manifest: unknown = parse(await readFile(file, "utf8"));
  if (!isObject(manifest)) throw new Error("argocd-cm.yaml is no manifest");
  return manifest;
}

async function open(settings?: JsonObject): Promise<Situation> {
  const namespace = await makeSpace("actions");
  count += 1;
  const repository = await server.createRepository(`actions-${count}`);
  const objects = [deployment("web"), deployment("api", 1), cronJob, configMap("counter", { version: "v7" })];
  const balancer = service("web");
  const spec = { ...Object(balancer["spec"]), selector: { color: "blue" } };
  await repository.commit({ "app/all.yaml": toYaml(...objects, { ...balancer, spec }) });
  const workplace = await openWorkplace();
  const declared = application("web", { repoUrl: repository.url, path: "app", namespace });
  await workplace.declare(declared, ...(settings === undefined ? [] : [settings]));
  const first = (await workplace.once(["--timeout", "60s"])).of("web");
  expect(first.sync.status).toBe("Synced");
  const app: Situation["app"] = async (...args) => {
    const { code, stdout, stderr } = await workplace.run(["app", ...args]);
    return `${code}\n${stdout}${stderr}`;
  };
  return { namespace, workplace, app };
}

const web = ["--kind", "Deployment", "--resource-name", "web"] as const;

describe("actions built in", () => {
  test("restart, scale and create-job change live objects, and the application stays Synced", async () => {
    const { namespace, app, workplace } = await open();
    expect(await app("actions", "list", "web", ...web)).toMatch(
      /^0\n[\s\S]*apps +Deployment +web +resume +true/,
    );
    expect(await app("actions", "run", "web", "restart", ...web)).toBe(
      `0\napps/Deployment ${namespace}/web patched\n`,
    );
    expect(await app("actions", "run", "web", "scale", ...web, "--param", "replicas=2")).toMatch(/^0\n/);
    const object = await read({ kind: "Deployment", namespace, name: "web" });
    const annotations = readField(object, "spec", "template", "metadata", "annotations");
    expect(Object.keys(Object(annotations))).toContain("kubectl.kubernetes.io/restartedAt");
    expect(readField(object, "spec", "replicas")).toBe(2);
    expect(await app("actions", "run", "web", "create-job", "--kind", "CronJob")).toMatch(
      new RegExp(`^0\nbatch/Job ${namespace}/night-\\d+ created\n$`),
    );
    const [made] = await list("Job", namespace);
    expect(made?.metadata.ownerReferences).toMatchObject([{ kind: "CronJob", name: "night" }]);
    expect((await workplace.once(["--timeout", "30s"])).of("web").sync.status).toBe("Synced");
    expect(readField(await read({ kind: "Deployment", namespace, name: "web" }), "spec", "replicas")).toBe(2);
    expect(await namesOf("Job", namespace)).toHaveLength(1);
  });

  test("what Git says comes back, and what the object has not is refused", async () => {
    const { namespace, app, workplace } = await open();
    const api = ["--kind", "Deployment", "--resource-name", "api"];
    await app("actions", "run", "web", "scale", ...api, "--param", "replicas=3");
    expect((await workplace.once(["--timeout", "30s"])).of("web").sync.status).toBe("Synced");
    expect(readField(await read({ kind: "Deployment", namespace, name: "api" }), "spec", "replicas")).toBe(1);
    expect(await app("actions", "run", "web", "paint", ...api)).toMatch(/^2\n.*no such action/);
    expect(await app("actions", "run", "web", "restart", "--kind", "Deployment")).toMatch(/^2\n.*--all/);
  });
});

describe("actions of argocd-cm", () => {
  test("Lua scripts as users write them patch and create, with parameters", async () => {
    const { namespace, app } = await open(await readScripts());
    const listed = await app("actions", "list", "web", "-o", "json");
    expect(
      JSON.parse(listed.slice(2)).map((each: JsonObject) => `${each["Kind"]} ${each["Action"]}`),
    ).toEqual(
      expect.arrayContaining([
        "ConfigMap bump",
        "CronJob run-once",
        "Deployment set-tag",
        "Deployment restart",
      ]),
    );
    expect(await app("actions", "run", "web", "set-tag", ...web, "--param", "tag=2.1")).toMatch(/^0\n/);
    const object = await read({ kind: "Deployment", namespace, name: "web" });
    expect(readField(object, "spec", "template", "spec", "containers")).toMatchObject([
      { image: "registry.example.org/web:2.1" },
    ]);
    const bumped = await app("actions", "run", "web", "bump", "--kind", "ConfigMap", "--param", "by=3");
    expect(bumped).toBe(
      `0\nConfigMap ${namespace}/counter-v7 created\nConfigMap ${namespace}/counter patched\n`,
    );
    const read2 = async (name: string) => (await read({ kind: "ConfigMap", namespace, name }))?.["data"];
    expect([await read2("counter"), await read2("counter-v7")]).toEqual([
      { version: "v10" },
      { version: "v7" },
    ]);
    const once = ["run-once", "--kind", "CronJob", "--param", "suspended=true"];
    expect(await app("actions", "run", "web", ...once)).toMatch(/^0\nbatch\/Job \S+\/night-20\d{12} created/);
    expect((await list("Job", namespace)).map((each) => readField(each, "spec", "suspend"))).toEqual([true]);
    expect(await app("actions", "run", "web", "to-green", "--kind", "Service")).toMatch(/^0\n/);
    expect(await app("actions", "run", "web", "to-green", "--kind", "Service")).toMatch(/^2\n.*no sense/);
  });
});

describe("one object by hand", () => {
  test("patch-resource and delete-resource change what is live; the next look brings back what Git says", async () => {
    const { namespace, app, workplace } = await open();
    const counter = ["--kind", "ConfigMap", "--resource-name", "counter"];
    const dataOf = async () => (await read({ kind: "ConfigMap", namespace, name: "counter" }))?.["data"];
    const patch = ["--patch", '{"data":{"version":"v8"}}'];
    expect(await app("patch-resource", "web", ...counter, ...patch)).toMatch(/^0\n.*patched\n$/);
    expect(await dataOf()).toEqual({ version: "v8" });
    expect((await workplace.run(["pause", "--all", "--reason", "night"])).code).toBe(0);
    expect(await app("delete-resource", "web", ...counter)).toMatch(/^2\n.*night/);
    expect((await workplace.run(["resume", "--all"])).code).toBe(0);
    expect(await app("delete-resource", "web", ...counter)).toMatch(/^0\n.*deleted\n$/);
    await until("it is gone", async () => (await dataOf()) === undefined);
    expect(await app("delete-resource", "web", ...web, "--force")).toMatch(/^0\n.*deleted\n$/);
    expect(verdictOf((await workplace.once(["--timeout", "60s"])).of("web"))).toMatch(/^Synced /);
    expect(await dataOf()).toEqual({ version: "v7" });
    expect(await namesOf("Deployment", namespace)).toEqual(["api", "web"]);
  });
});
