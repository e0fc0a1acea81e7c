import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer } from "../git-server.ts";
import { create, list } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, deployment, service, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf, type Status, verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { describe as describeRequest, followRequests, isWrite } from "./writes.ts";

let server: GitServer;
let repoUrl: string;

beforeAll(async () => {
  server = await startGitServer();
  const repository = await server.createRepository("orphans");
  repoUrl = repository.url;
  await repository.commit({
    "app/a.yaml": toYaml(configMap("wanted", { key: "1" }), service("web"), deployment("web", 0)),
    "other/b.yaml": toYaml(configMap("theirs", { key: "1" })),
  });
});

afterAll(() => server.close());

function project(orphanedResources: JsonObject): JsonObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: "team" },
    spec: { sourceRepos: ["*"], destinations: [{ namespace: "*", server: "*" }], orphanedResources },
  };
}

type Situation = {
  readonly namespace: string;
  readonly workplace: Workplace;
  declare(rules: JsonObject): Promise<void>;
};

/** Two applications of one namespace, synced, and in it two ConfigMaps that nobody declared. */
async function open(rules: JsonObject): Promise<Situation> {
  const namespace = await makeSpace("orphans");
  const workplace = await openWorkplace();
  const declare = async (changed: JsonObject) => {
    const parts = { repoUrl, namespace, spec: { project: "team" } };
    const app = application("app", { ...parts, path: "app" });
    await workplace.declare(project(changed), app, application("other", { ...parts, path: "other" }));
  };
  await declare(rules);
  const report = await workplace.once();
  expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
  expect(conditionsOf(report.of("app"))).toBe("");
  for (const name of ["left-1", "left-2"]) {
    await create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: {} });
  }
  return { namespace, workplace, declare };
}

/** The status after `app get NAME --hard-refresh`. */
async function refresh(workplace: Workplace, name = "app"): Promise<Status> {
  const { code, stdout, stderr } = await workplace.run(["app", "get", name, "--hard-refresh", "-o", "json"]);
  if (code !== 0) throw new Error(`app get ended ${code}: ${stderr}`);
  const { status }: { status: Status } = JSON.parse(stdout);
  return status;
}

describe("orphaned resources", () => {
  test("are warned of by name after a hard refresh, shown by app resources, and never touched", async () => {
    const { namespace, workplace } = await open({});
    const before = await list("ConfigMap", namespace);
    const read = await followRequests(namespace);
    const place = `ConfigMap ${namespace}`;
    const status = await refresh(workplace);
    expect(conditionsOf(status)).toMatch(
      new RegExp(
        `^OrphanedResourceWarning: Application has 2 orphaned resources: ${place}/left-1, ${place}/left-2; declare them in Git[^\\n]*project team[^\\n]*$`,
      ),
    );
    expect(verdictOf(status)).toBe("Synced Healthy");
    const { stdout } = await workplace.run(["app", "resources", "app"]);
    expect(stdout).toMatch(/ConfigMap +\S+ +left-1 +Yes/);
    expect(stdout).toMatch(/ConfigMap +\S+ +wanted +No/);
    expect((await read()).filter(isWrite).map(describeRequest)).toEqual([]);
    const after = await list("ConfigMap", namespace);
    expect(after).toEqual(before);
  });

  test("stay warned of at later looks without a new one, and an ignored name is none at the next", async () => {
    const { workplace, declare } = await open({ ignore: [{ kind: "ConfigMap", name: "*-1" }] });
    const found = /Application has 1 orphaned resources: ConfigMap \S+\/left-2;/;
    expect(conditionsOf(await refresh(workplace))).toMatch(found);
    expect(conditionsOf((await workplace.once()).of("app"))).toMatch(found);
    await declare({ ignore: [{ kind: "ConfigMap", name: "left-*" }] });
    await workplace.once();
    expect(conditionsOf(await refresh(workplace))).toBe("");
  });

  test("with warn: false are listed, and nobody is warned", async () => {
    const { workplace } = await open({ warn: false });
    expect(conditionsOf(await refresh(workplace))).toBe("");
    const { stdout } = await workplace.run(["app", "resources", "app"]);
    expect(stdout).toMatch(/left-2 +Yes/);
  });

  test("are none of another application's objects, nor what Kubernetes makes", async () => {
    const { namespace, workplace } = await open({ ignore: [{ kind: "ConfigMap", name: "left-1" }] });
    for (const name of ["app", "other"]) {
      expect(conditionsOf(await refresh(workplace, name))).toMatch(
        /^OrphanedResourceWarning: Application has 1 orphaned resources: ConfigMap \S+\/left-2; [^\n]+$/,
      );
    }
    const names = (await list("ConfigMap", namespace)).map(({ metadata }) => metadata.name);
    expect(names).toEqual(["left-1", "left-2", "theirs", "wanted"]);
  });
});
