import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { read } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf, type Status, verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { followRequests, isWrite } from "./writes.ts";

const annotation = "argocd.argoproj.io/manifest-generate-paths";
const kustomization = JSON.stringify({ resources: ["own.yaml", "../base"] });

let server: GitServer;
let repository: TestRepository;
let workplace: Workplace;
let namespace: string;
let first: string;

beforeAll(async () => {
  server = await startGitServer();
  repository = await server.createRepository("generate-paths");
  first = await repository.commit({
    "app/kustomization.yaml": kustomization,
    "app/own.yaml": toYaml(configMap("own", { key: "1" })),
    "base/kustomization.yaml": JSON.stringify({ resources: ["shared.yaml"] }),
    "base/shared.yaml": toYaml(configMap("shared", { key: "1" })),
    "envs/one/values.txt": "1",
  });
  namespace = await makeSpace("paths");
  workplace = await openWorkplace();
});

afterAll(() => server.close());

async function declare(paths: string): Promise<void> {
  const declared = application("app", { repoUrl: repository.url, path: "app", namespace });
  await workplace.declare({ ...declared, metadata: { name: "app", annotations: { [annotation]: paths } } });
}

async function run(): Promise<Status> {
  const { code, of, stderr } = await workplace.once();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return of("app");
}

async function keyOf(name: string): Promise<unknown> {
  const object = await read({ kind: "ConfigMap", namespace, name });
  return Object(object?.["data"]).key;
}

const own = (key: string) => ({ "app/own.yaml": toYaml(configMap("own", { key })) });

describe("an application whose manifest-generate-paths names its base", () => {
  beforeAll(async () => {
    await declare("../base; /envs/*/*.txt");
    expect((await run()).sync).toMatchObject({ status: "Synced", revision: first });
  });

  test("does not pick up a commit outside of them, though it reads what was changed", async () => {
    await repository.commit(own("2"));
    const readRequests = await followRequests(namespace);
    const status = await run();
    expect(status.sync).toMatchObject({ status: "Synced", revision: first });
    expect(status.history).toHaveLength(1);
    expect(await keyOf("own")).toBe("1");
    expect((await readRequests()).filter(isWrite)).toEqual([]);
  });

  test("picks up one inside of them, with what came before", async () => {
    const sha = await repository.commit({ "base/shared.yaml": toYaml(configMap("shared", { key: "2" })) });
    expect((await run()).sync).toMatchObject({ status: "Synced", revision: sha });
    expect([await keyOf("own"), await keyOf("shared")]).toEqual(["2", "2"]);
  });

  test("picks up one that a pattern of theirs matches", async () => {
    await repository.commit(own("3"));
    await run();
    expect(await keyOf("own")).toBe("2");
    const sha = await repository.commit({ "envs/two/values.txt": "1" });
    expect((await run()).sync.revision).toBe(sha);
    expect(await keyOf("own")).toBe("3");
  });

  test("picks up the newest commit by a hard refresh", async () => {
    const sha = await repository.commit(own("4"));
    await run();
    expect(await keyOf("own")).toBe("3");
    const refreshed = await workplace.run(["app", "get", "app", "--hard-refresh", "-o", "json"]);
    expect(refreshed).toMatchObject({ code: 0 });
    const status = await run();
    expect(verdictOf(status)).toBe("Synced Healthy");
    expect(status.sync.revision).toBe(sha);
    expect(await keyOf("own")).toBe("4");
  });

  test("is told of a path that leads out of the repository, and the others count", async () => {
    await declare("../base;../../elsewhere");
    const before = (await run()).sync.revision;
    await repository.commit(own("5"));
    const status = await run();
    expect(status.sync.revision).toBe(before);
    expect(conditionsOf(status)).toMatch(
      /ManifestGeneratePathsWarning: .*manifest-generate-paths: "\.\.\/\.\.\/elsewhere" leads out/,
    );
  });
});
