import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { namesOf, patch, read } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf, type Report, verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
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
  readonly commits: readonly string[];
};

/** Each process takes seconds to start where many run at once. */
const patience = { timeout: 180_000 };
const automated = { prune: true, selfHeal: true };

/** An application whose history has two entries: ConfigMap `one` with 1, then with 2 and `two` beside it. */
async function open(parts: object = { syncPolicy: { automated } }): Promise<Situation> {
  const namespace = await makeSpace("rollback");
  count += 1;
  const repository = await server.createRepository(`rollback-${count}`);
  const workplace = await openWorkplace();
  await workplace.declare(application("web", { repoUrl: repository.url, path: "app", namespace, ...parts }));
  const commits: string[] = [];
  const files = [
    { "app/one.yaml": toYaml(configMap("one", { key: "1" })) },
    { "app/one.yaml": toYaml(configMap("one", { key: "2" })), "app/two.yaml": toYaml(configMap("two")) },
  ];
  for (const each of files) {
    await repository.commit(each);
    commits.push(await repository.git("rev-parse", "HEAD"));
    expect(verdictOf((await workplace.once(["--sync"])).of("web"))).toBe("Synced Healthy");
  }
  return { namespace, repository, workplace, commits };
}

async function app({ workplace }: Situation, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await workplace.run(["app", ...args]);
  return `${code}\n${stdout}${stderr}`;
}

async function keyOf(namespace: string, name = "one"): Promise<unknown> {
  const object = await read({ kind: "ConfigMap", namespace, name });
  return Object(object?.["data"]).key;
}

const conditionText = (report: Report) => conditionsOf(report.of("web"));

describe.concurrent("a rollback of an application that syncs by itself", patience, () => {
  test("pins the revision: newer commits wait, drift is healed to it, and a release goes on with Git", async () => {
    const situation = await open();
    const { namespace, repository, workplace, commits } = situation;
    const [first = ""] = commits;
    expect(await app(situation, "rollback", "web", "1", "--prune")).toMatch(/^0\n/);
    expect(await keyOf(namespace)).toBe("1");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one"]);
    await repository.commit({ "app/one.yaml": toYaml(configMap("one", { key: "3" })) });
    await patch({ kind: "ConfigMap", namespace, name: "one" }, { data: { key: "by hand" } });
    const pinned = await workplace.once();
    expect(verdictOf(pinned.of("web"))).toBe("Synced Healthy");
    expect(await keyOf(namespace)).toBe("1");
    expect(conditionText(pinned)).toMatch(
      new RegExp(
        `Pinned: Pinned to revision ${first.slice(0, 8)} \\(history 1\\) by ${userInfo().username} since .*outrigger app release argocd/web`,
      ),
    );
    const readRequests = await followRequests(namespace);
    await workplace.once();
    expect((await readRequests()).filter(isWrite)).toEqual([]);
    expect(await app(situation, "release", "web")).toMatch(/^0\n/);
    const released = await workplace.once();
    expect(verdictOf(released.of("web"))).toBe("Synced Healthy");
    expect(conditionText(released)).toBe("");
    expect(await keyOf(namespace)).toBe("3");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "two"]);
  });

  test("with --pin-until it is kept until then, and a sync by hand ends it, on record", async () => {
    const situation = await open();
    const { namespace, workplace, commits } = situation;
    expect(await app(situation, "rollback", "web", "--prune", "--pin-until", "1h")).toMatch(/^0\n/);
    expect(conditionText(await workplace.once())).toMatch(/Pinned: .* until 20\d\d-/);
    expect(await keyOf(namespace)).toBe("1");
    expect(await app(situation, "sync", "web")).toMatch(/^0\n/);
    expect(await keyOf(namespace)).toBe("2");
    const [last] = await workplace.records("web");
    expect(last?.message).toContain(`it ended the pin to revision ${commits[0]?.slice(0, 8)}`);
    expect(conditionText(await workplace.once())).toBe("");
  });

  test("as a dry run writes nothing and pins nothing, and an entry that is not there is refused", async () => {
    const situation = await open();
    const { namespace, workplace } = situation;
    const readRequests = await followRequests(namespace);
    expect(await app(situation, "rollback", "web", "1", "--dry-run")).toMatch(/^0\n/);
    expect(await app(situation, "rollback", "web", "77")).toMatch(/^[1-9]\d*\n[\s\S]*77/);
    expect(verdictOf((await workplace.once()).of("web"))).toBe("Synced Healthy");
    expect((await readRequests()).filter(isWrite).filter(({ dryRun }) => !dryRun)).toEqual([]);
    expect(await keyOf(namespace)).toBe("2");
  });
});

describe.concurrent("the history", patience, () => {
  test("of an application that syncs by hand goes back once, and it is OutOfSync with Git then", async () => {
    const situation = await open({ syncPolicy: {} });
    const { namespace, workplace } = situation;
    expect(await app(situation, "rollback", "web", "1", "--prune")).toMatch(/^0\n/);
    expect(await keyOf(namespace)).toBe("1");
    const report = await workplace.once();
    expect(verdictOf(report.of("web"))).toBe("OutOfSync Healthy");
    expect(conditionText(report)).not.toContain("Pinned");
  });

  test("keeps as many entries as spec.revisionHistoryLimit says, each with what it went back to", async () => {
    const situation = await open({ syncPolicy: {}, spec: { revisionHistoryLimit: 2 } });
    expect(await app(situation, "rollback", "web", "1", "--prune")).toMatch(/^0\n/);
    expect(await app(situation, "history", "web", "-o", "id")).toBe("0\n2\n3\n");
    expect(await app(situation, "rollback", "web", "1", "--prune")).not.toMatch(/^0\n/);
    expect(await app(situation, "rollback", "web", "2")).toMatch(/^0\n/);
    expect(await keyOf(situation.namespace)).toBe("2");
  });
});
