import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { create, list, namesOf, read } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf, type ResourceLine, verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { describe as describeRequest, followRequests, isWrite } from "./writes.ts";

let server: GitServer;
let count = 0;

beforeAll(async () => {
  server = await startGitServer();
});

afterAll(() => server.close());

const automated = { prune: true, selfHeal: true };

type Situation = {
  readonly namespace: string;
  readonly repository: TestRepository;
  readonly workplace: Workplace;
};

/** A namespace, a repository whose folder app/ has three ConfigMaps, and the application of that folder, synced. */
async function openSituation(syncPolicy: object = { automated }): Promise<Situation> {
  const namespace = await makeSpace("changes");
  count += 1;
  const repository = await server.createRepository(`changes-${count}`);
  await repository.commit(
    {
      "app/one.yaml": toYaml(configMap("one", { key: "1" })),
      "app/two.yaml": toYaml(configMap("two", { key: "2" })),
      "app/three.yaml": toYaml(configMap("three", { key: "3" })),
      "other/other.yaml": toYaml(configMap("other", { key: "other" })),
    },
    "Add three",
  );
  const workplace = await openWorkplace();
  await workplace.declare(declaration({ namespace, repository, workplace }, { syncPolicy }));
  const first = await workplace.once();
  expect(verdictOf(first.of("app"))).toBe("Synced Healthy");
  return { namespace, repository, workplace };
}

function declaration({ repository, namespace }: Situation, parts: object = {}, name = "app") {
  return application(name, { repoUrl: repository.url, path: "app", namespace, ...parts });
}

async function keyOf(namespace: string, name: string): Promise<unknown> {
  const object = await read({ kind: "ConfigMap", namespace, name });
  const data: { key?: string } = JSON.parse(JSON.stringify(object?.["data"] ?? {}));
  return data.key;
}

const toLine = ({ kind, name, status, requiresPruning }: ResourceLine) =>
  `${kind} ${name} ${status}${requiresPruning ? " requires pruning" : ""}`;

describe("a commit that removes a file", () => {
  let situation: Situation;

  beforeAll(async () => {
    situation = await openSituation();
    const { namespace, workplace } = situation;
    await create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "foreign", namespace } });
    await workplace.declare(declaration(situation), declaration(situation, { path: "other" }, "other"));
    expect((await workplace.once()).code).toBe(0);
  });

  test("prunes that object and nothing else", async () => {
    const { namespace, repository, workplace } = situation;
    const before = new Map((await list("ConfigMap", namespace)).map((each) => [each.metadata.name, each]));
    expect([...before.keys()]).toEqual(["foreign", "one", "other", "three", "two"]);
    await repository.commit({ "app/two.yaml": undefined }, "Remove two");
    const readRequests = await followRequests(namespace);
    const report = await workplace.once();
    expect(report.code).toBe(0);
    expect(report.of("app").resources.map(toLine)).toEqual([
      "ConfigMap one Synced",
      "ConfigMap three Synced",
    ]);
    const after = await list("ConfigMap", namespace);
    expect(after.map(({ metadata }) => metadata.name)).toEqual(["foreign", "one", "other", "three"]);
    // Not even written again: the versions are what they were.
    for (const { metadata } of after)
      expect(metadata.resourceVersion).toBe(before.get(metadata.name)?.metadata.resourceVersion);
    const writes = (await readRequests()).filter(isWrite);
    for (const { verb, name } of writes) expect(`${verb} ${name}`).toBe("delete two");
    const [record] = await workplace.records("app");
    expect(record?.results.map(({ name, code }) => `${name} ${code}`)).toContain("two Pruned");
    expect(record?.revision).toMatchObject({ author: "Ada Author <ada@example.org>", subject: "Remove two" });
  });
});

describe("without automated.prune", () => {
  test("what left Git requires pruning and is kept", async () => {
    const { namespace, repository, workplace } = await openSituation({ automated: { selfHeal: true } });
    await repository.commit({ "app/two.yaml": undefined });
    const report = await workplace.once();
    expect(report.of("app").sync.status).toBe("OutOfSync");
    expect(report.code).toBe(1);
    expect(report.of("app").resources.map(toLine)).toContain("ConfigMap two OutOfSync requires pruning");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "three", "two"]);
  });
});

describe("a commit that breaks YAML", () => {
  let situation: Situation;
  let good: string;

  beforeAll(async () => {
    situation = await openSituation();
    good = await situation.repository.git("rev-parse", "HEAD");
  });

  test("changes nothing in the cluster, and a condition names file and line", async () => {
    const { namespace, repository, workplace } = situation;
    await repository.commit({
      "app/one.yaml": toYaml(configMap("one", { key: "new" })),
      "app/two.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: [two\ndata: {}\n",
      "app/three.yaml": undefined,
    });
    const readRequests = await followRequests(namespace);
    const report = await workplace.once();
    expect(report.of("app").sync.status).toBe("Unknown");
    expect(report.of("app").health.status).toBe("Healthy");
    expect(report.code).toBe(1);
    const [condition, ...more] = report.of("app").conditions;
    expect(more).toEqual([]);
    expect(condition?.type).toBe("ComparisonError");
    expect(condition?.message).toMatch(/^app\/two\.yaml:5: /m);
    expect(report.of("app").resources).toHaveLength(3);
    expect((await readRequests()).filter(isWrite).map(describeRequest)).toEqual([]);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "three", "two"]);
    expect(await keyOf(namespace, "one")).toBe("1");
  });

  test("and the commit that mends it brings everything", async () => {
    const { namespace, repository, workplace } = situation;
    const sha = await repository.commit({
      "app/two.yaml": toYaml(configMap("two", { key: "mended" })),
    });
    const report = await workplace.once();
    expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
    expect(report.of("app").sync.revision).toBe(sha);
    expect(report.of("app").conditions).toEqual([]);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "two"]);
    expect(await keyOf(namespace, "two")).toBe("mended");
    expect(report.of("app").history.map(({ revision }) => revision)).toEqual([good, sha]);
  });
});

describe("other commits", () => {
  test("a renamed object: the new one is made, the old one pruned, in one operation", async () => {
    const { namespace, repository, workplace } = await openSituation();
    await repository.commit({
      "app/two.yaml": undefined,
      "app/second.yaml": toYaml(configMap("second", { key: "2" })),
    });
    const report = await workplace.once();
    expect(report.code).toBe(0);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "second", "three"]);
    const [record] = await workplace.records("app");
    const results = record?.results
      .map(({ name, code }) => `${name} ${code}`)
      .filter((each) => !/^(one|three)/.test(each));
    expect(results?.sort()).toEqual(["second Synced", "two Pruned"]);
  });

  test("a renamed file changes nothing", async () => {
    const { namespace, repository, workplace } = await openSituation();
    const sha = await repository.commit({
      "app/two.yaml": undefined,
      "app/second.yaml": toYaml(configMap("two", { key: "2" })),
    });
    const readRequests = await followRequests(namespace);
    const report = await workplace.once();
    expect(verdictOf(report.of("app"))).toBe("Synced Healthy");
    expect(report.of("app").sync.revision).toBe(sha);
    expect((await readRequests()).filter(isWrite).map(describeRequest)).toEqual([]);
  });

  test("an emptied folder is refused, and allowEmpty allows it", async () => {
    const situation = await openSituation();
    const { namespace, repository, workplace } = situation;
    const nothing = { "app/one.yaml": undefined, "app/two.yaml": undefined, "app/three.yaml": undefined };
    await repository.commit({ ...nothing, "app/README.md": "nothing here" });
    const refused = await workplace.once();
    expect(refused.of("app").sync.status).toBe("OutOfSync");
    expect(conditionsOf(refused.of("app"))).toMatch(
      /SyncError: .*all.*objects.*would be pruned.*allowEmpty/s,
    );
    expect(refused.code).toBe(1);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "three", "two"]);
    const syncPolicy = { automated: { ...automated, allowEmpty: true } };
    await workplace.declare(declaration(situation, { syncPolicy }));
    const allowed = await workplace.once();
    expect(verdictOf(allowed.of("app"))).toBe("Synced Healthy");
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
  });

  test("a revert is a rollback, and history and records tell the story", async () => {
    const { namespace, repository, workplace } = await openSituation();
    const first = await repository.git("rev-parse", "HEAD");
    const second = await repository.commit(
      { "app/one.yaml": toYaml(configMap("one", { key: "bad" })) },
      "Go wrong",
    );
    await workplace.once();
    expect(await keyOf(namespace, "one")).toBe("bad");
    await repository.git("revert", "--no-edit", "HEAD");
    const third = await repository.git("rev-parse", "HEAD");
    const report = await workplace.once();
    expect(await keyOf(namespace, "one")).toBe("1");
    expect(report.of("app").history.map(({ id, revision }) => [id, revision])).toEqual([
      [1, first],
      [2, second],
      [3, third],
    ]);
    const records = await workplace.records("app");
    expect(records.map(({ revision, phase }) => [revision.subject, revision.sha, phase])).toEqual([
      ['Revert "Go wrong"', third, "Succeeded"],
      ["Go wrong", second, "Succeeded"],
      ["Add three", first, "Succeeded"],
    ]);
    for (const { revision, initiatedBy } of records) {
      expect(revision.author).toContain("Ada Author");
      expect(initiatedBy.automated).toBe(true);
    }
  });
});

describe("targetRevision", () => {
  test("a branch, a tag and a SHA each give their own commit", async () => {
    const situation = await openSituation();
    const { namespace, repository, workplace } = situation;
    const old = await repository.git("rev-parse", "HEAD");
    await repository.git("tag", "-a", "v1", "-m", "Version 1");
    await repository.git("checkout", "-q", "-b", "next");
    const next = await repository.commit({ "app/one.yaml": toYaml(configMap("one", { key: "next" })) });
    const targets = [
      { targetRevision: "next", sha: next, key: "next" },
      { targetRevision: "v1", sha: old, key: "1" },
      { targetRevision: next, sha: next, key: "next" },
      { targetRevision: "main", sha: old, key: "1" },
    ];
    for (const { targetRevision, sha, key } of targets) {
      await workplace.declare(declaration(situation, { targetRevision }));
      const report = await workplace.once();
      expect(verdictOf(report.of("app")), targetRevision).toBe("Synced Healthy");
      expect(report.of("app").sync.revision, targetRevision).toBe(sha);
      expect(await keyOf(namespace, "one"), targetRevision).toBe(key);
    }
  });

  test("HEAD is the branch that the server names", async () => {
    const situation = await openSituation();
    const { namespace, repository, workplace } = situation;
    await workplace.declare(declaration(situation, { targetRevision: "HEAD" }));
    await repository.commit({ "app/one.yaml": toYaml(configMap("one", { key: "head" })) });
    expect((await workplace.once()).code).toBe(0);
    expect(await keyOf(namespace, "one")).toBe("head");
  });
});
