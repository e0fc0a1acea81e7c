import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitServer, startGitServer } from "../git-server.ts";
import { ask } from "./cluster-requests.ts";
import { application } from "./declared-application.ts";
import { toYaml } from "./manifests.ts";
import { countObjects, toMonitoringStack } from "./monitoring-stack.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { type Report, verdictOf } from "./run-report.ts";
import { nameSpace } from "./spaces.ts";
import {
  canCount,
  describe as describeRequest,
  followRequests,
  isWrite,
  type ProgramRequest,
} from "./writes.ts";

const id = `stack-${Math.random().toString(36).slice(2, 8)}`;
const stack = toMonitoringStack(id);
const clusterNames = new Set(stack.clusterPaths.map((path) => path.slice(path.lastIndexOf("/") + 1)));

let server: GitServer;
let workplace: Workplace;
let namespace: string;
let first: Report;

beforeAll(async () => {
  server = await startGitServer();
  namespace = nameSpace("monitoring");
  const repository = await server.createRepository("monitoring");
  const files = Object.entries(stack.files).map(([name, objects]) => [name, toYaml(...objects)]);
  await repository.commit(Object.fromEntries(files));
  workplace = await openWorkplace();
  const syncOptions = ["CreateNamespace=true"];
  const syncPolicy = { automated: { prune: true, selfHeal: true }, syncOptions };
  await workplace.declare(application("monitoring", { repoUrl: repository.url, namespace, syncPolicy }));
  first = await workplace.once();
});

afterAll(async () => {
  await Promise.all(stack.clusterPaths.map((path) => ask({ method: "DELETE", path, body: {} })));
  await server.close();
});

/** Looks once more, and gives what the program asked of the API server for this stack. */
async function lookAgain(): Promise<{
  readonly report: Report;
  readonly requests: readonly ProgramRequest[];
}> {
  const readRequests = await followRequests(namespace, "");
  const report = await workplace.once();
  const requests = await readRequests();
  // Others may use the same API server.
  return {
    report,
    requests: requests.filter((each) => each.namespace !== "" || clusterNames.has(each.name)),
  };
}

describe("a monitoring stack of some hundred objects", () => {
  test("has CRDs, their objects and everything around them", () => {
    expect(countObjects(stack)).toBeGreaterThanOrEqual(250);
    expect(stack.files["99-crds.yaml"]).toHaveLength(10);
  });

  test("syncs in one go from empty, CRDs first, although they are last in Git", async () => {
    expect(verdictOf(first.of("monitoring"))).toBe("Synced Healthy");
    expect(first.code).toBe(0);
    const records = await workplace.records("monitoring");
    expect(records.map(({ phase, retries }) => [phase, retries])).toEqual([["Succeeded", 0]]);
    expect(records[0]?.results).toHaveLength(countObjects(stack) + 1);
    expect(records[0]?.results.filter(({ code }) => code !== "Synced")).toEqual([]);
  });

  test.each(["the first look after it", "the second look after it"])(
    "%s writes nothing and has no suspect left",
    async () => {
      const { report, requests } = await lookAgain();
      expect(verdictOf(report.of("monitoring"))).toBe("Synced Healthy");
      if (!canCount()) return;
      expect(requests.length).toBeGreaterThan(0);
      expect(requests.filter(isWrite).map(describeRequest)).toEqual([]);
      expect(requests.filter(({ dryRun }) => dryRun).map(describeRequest)).toEqual([]);
    },
  );
});
