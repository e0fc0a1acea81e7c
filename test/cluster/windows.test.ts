import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer } from "../git-server.ts";
import { namesOf } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";

let server: GitServer;
let workplace: Workplace;
let namespace: string;
let repoUrl: string;

beforeAll(async () => {
  server = await startGitServer();
  const repository = await server.createRepository("windows");
  await repository.commit({ "one.yaml": toYaml(configMap("one", { key: "1" })) });
  repoUrl = repository.url;
  namespace = await makeSpace("windows");
  workplace = await openWorkplace();
});

afterAll(() => server.close());

/** Declares the application in a project with these windows. */
async function declare(...syncWindows: readonly JsonObject[]): Promise<void> {
  const project = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: "team" },
    spec: { sourceRepos: ["*"], destinations: [{ server: "*", namespace: "*" }], syncWindows },
  };
  await workplace.declare(project, application("app", { repoUrl, namespace, spec: { project: "team" } }));
}

const always = { schedule: "* * * * *", duration: "2h", applications: ["*"] };
/** A day of the year that is far away. */
const far = {
  schedule: `0 0 1 ${((new Date().getUTCMonth() + 6) % 12) + 1} *`,
  duration: "1h",
  applications: ["*"],
};

describe("sync windows", () => {
  test("a deny window holds syncs back, also by hand, and a condition names it", async () => {
    await declare({ kind: "deny", ...always });
    const report = await workplace.once();
    expect(report.of("app").sync.status).toBe("OutOfSync");
    const [condition] = report.of("app").conditions;
    expect(condition?.type).toBe("SyncWindowWarning");
    expect(condition?.message).toMatch(/^Sync is denied by sync window deny:\* \* \* \* \*:2h/);
    expect((await workplace.once(["--sync"])).code).toBe(1);
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
  });

  test("outside of its allow windows an application waits", async () => {
    await declare({ kind: "allow", ...far, timeZone: "Europe/Berlin" });
    const report = await workplace.once();
    const warning = report.of("app").conditions.find(({ type }) => type === "SyncWindowWarning");
    expect(warning?.message).toContain("Europe/Berlin; the next window opens");
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
  });

  test("within one it syncs", async () => {
    await declare({ kind: "allow", ...always });
    expect(verdictOf((await workplace.once()).of("app"))).toBe("Synced Healthy");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one"]);
  });
});
