import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/errors.ts";
import type { JsonObject } from "../../src/kube/json.ts";
import { observe } from "../../src/observe.ts";
import { Factory } from "../moves/factory.ts";
import { automatic, openMall } from "../reconcile/shop.ts";
import { application, configMap } from "../stories/manifests.ts";
import type { ProcessOptions } from "../stories/world.ts";

const mall = openMall();
const nothing = { moved: 0, woken: 0, failures: [] };

function openFactory(options: ProcessOptions = {}): Factory {
  return new Factory(mall.world, mall.shop.start(options));
}

/** Names of the applications that were sent a message. */
function woken({ queues }: Factory): readonly string[] {
  return queues.sent.flatMap((each) => (each.kind === "reconcile" ? [each.name.name] : [])).toSorted();
}

describe("a repository that moved", () => {
  const subject = () => ({ kind: "repository", repoUrl: mall.shop.repository.url }) as const;
  const fileOf = { web: "web", api: "api", far: "lib/far" } as const;

  function source(path: string, over: JsonObject = {}): JsonObject {
    const repoURL = mall.shop.repository.url;
    return { ...automatic, source: { repoURL, path, targetRevision: "main", ...over } };
  }

  /** Applications of one repository, each with a folder of its own, all at rest. */
  async function openRepository(over: Readonly<Record<string, JsonObject>> = {}): Promise<Factory> {
    const { shop, world } = mall;
    const files = Object.values(fileOf).map((path) => [`${path}/a.yaml`, configMap("a", "1")]);
    await shop.repository.commit({ ...Object.fromEntries(files), "README.md": "# 1\n" });
    const factory = openFactory();
    for (const [key, path] of Object.entries(fileOf)) {
      const name = `${shop.name.name}-${key}`;
      await world.save(application(name, shop.repository.url, source(path, over[key])));
      await world.settle({ namespace: "argocd", name }, shop.process);
    }
    await observeIt(factory);
    factory.queues.clear();
    return factory;
  }

  async function observeIt(factory: Factory) {
    mall.shop.process.startRound();
    return await observe(subject(), { ...factory.ports(mall.shop.process), queues: factory.queues });
  }

  test.each([
    ["a file of one", { "web/a.yaml": configMap("a", "2") }, ["web"]],
    ["a new file in the folder of one", { "api/b.yaml": configMap("b", "1") }, ["api"]],
    ["the only file of one, which goes", { "web/a.yaml": undefined }, ["web"]],
    [
      "files of two",
      { "web/a.yaml": configMap("a", "2"), "lib/far/a.yaml": configMap("a", "2") },
      ["far", "web"],
    ],
    ["what nobody reads", { "README.md": "# 2\n", "lib/near/a.yaml": configMap("n", "1") }, []],
  ])("wakes whom it concerns and nobody else: %s", async (_, files, concerned) => {
    const { shop, world } = mall;
    const factory = await openRepository();
    const sha = await shop.repository.commit(files);
    const report = await observeIt(factory);
    const names = concerned.map((key) => `${shop.name.name}-${key}`);
    expect(woken(factory)).toEqual(names);
    expect(report).toEqual({ asked: 1, moved: 1, woken: names.length, failures: [] });
    expect(await world.reader.seen.repositories.readHeads(shop.repository.url)).toEqual({ main: sha });
    for (const name of names) {
      const { want, done } = await world.readCounters({ namespace: "argocd", name });
      expect(want - done).toBe(1);
    }
    expect(await observeIt(factory)).toMatchObject(nothing);
  });

  test("wakes everybody who could not be rendered", async () => {
    const { shop } = mall;
    const factory = await openRepository({ api: { path: "nowhere" } });
    await shop.repository.commit({ "README.md": "# 2\n" });
    await observeIt(factory);
    expect(woken(factory)).toEqual([`${shop.name.name}-api`]);
  });

  test("wakes those of the branch that moved, and knows each branch", async () => {
    const { shop, world } = mall;
    await shop.repository.commit({ "web/a.yaml": configMap("a", "0") });
    await shop.repository.git("branch", "release");
    const factory = await openRepository({ web: { targetRevision: "release" } });
    const main = await shop.repository.commit({
      "web/a.yaml": configMap("a", "2"),
      "api/a.yaml": configMap("a", "2"),
    });
    await observeIt(factory);
    expect(woken(factory)).toEqual([`${shop.name.name}-api`]);
    factory.queues.clear();
    await shop.repository.git("branch", "--force", "release", "main");
    await observeIt(factory);
    expect(woken(factory)).toEqual([`${shop.name.name}-web`]);
    const heads = await world.reader.seen.repositories.readHeads(shop.repository.url);
    expect(heads).toEqual({ main, release: main });
  });

  test("wakes those whose branch is gone, once", async () => {
    const { shop } = mall;
    await shop.repository.commit({ "web/a.yaml": configMap("a", "0") });
    await shop.repository.git("branch", "release");
    const factory = await openRepository({ web: { targetRevision: "release" } });
    await shop.repository.git("branch", "-D", "release");
    expect(await observeIt(factory)).toMatchObject({ moved: 1, woken: 1 });
    await factory.drain(shop.process);
    expect(await observeIt(factory)).toMatchObject(nothing);
  });

  test("does not wake those that have looked at that commit already, even in vain", async () => {
    const { shop, world } = mall;
    const factory = await openRepository({ api: { path: "nowhere" } });
    await shop.repository.commit({ "web/a.yaml": configMap("a", "2") });
    await world.settle({ namespace: "argocd", name: `${shop.name.name}-web` }, shop.process);
    await world.look({ namespace: "argocd", name: `${shop.name.name}-api` }, shop.process);
    expect(await observeIt(factory)).toMatchObject({ moved: 1, woken: 0 });
  });

  test("is asked under the URL of its applications, however it is named", async () => {
    const { shop, server } = mall;
    const factory = await openRepository();
    await shop.repository.commit({ "web/a.yaml": configMap("a", "2") });
    server.requests.length = 0;
    shop.process.startRound();
    const repoUrl = shop.repository.url
      .replace("http://", "http://somebody@")
      .replace(/\.git$/, "")
      .toUpperCase();
    const report = await observe(
      { kind: "repository", repoUrl },
      { ...factory.ports(shop.process), queues: factory.queues },
    );
    expect(report).toMatchObject({ woken: 1, failures: [] });
    expect(server.requests.every(({ url }) => url.startsWith(`/${shop.name.name}.git/`))).toBe(true);
  });

  test("has each folder read once, however many read it", async () => {
    const { shop } = mall;
    const factory = await openRepository({ api: { path: "web" } });
    await shop.repository.commit({ "web/a.yaml": configMap("a", "2") });
    const read: string[] = [];
    const git = shop.process.ports.git;
    const counting = {
      resolve: git.resolve.bind(git),
      readTree: async (url: string, sha: string, path: string) => {
        read.push(path);
        return await git.readTree(url, sha, path);
      },
    };
    shop.process.startRound();
    await observe(subject(), { ...factory.ports(shop.process), git: counting });
    expect(read.toSorted()).toEqual(["lib/far", "web"]);
    expect(woken(factory)).toHaveLength(2);
  });

  test("that nobody uses is not even asked", async () => {
    const { shop, server } = mall;
    await shop.repository.commit({ "a.yaml": "a: 1\n" });
    server.requests.length = 0;
    expect(await observeIt(openFactory())).toEqual({ ...nothing, asked: 0 });
    expect(server.requests).toEqual([]);
  });

  test("and does not answer is a failure of the report; what was seen stays, and nobody is woken", async () => {
    const { shop, world } = mall;
    const factory = await openRepository();
    const before = await world.reader.seen.repositories.readHeads(shop.repository.url);
    await shop.repository.commit({ "web/a.yaml": configMap("a", "2") });
    const cut = shop.start({
      outside: (label, act) => (label === "git.readTree" ? Promise.reject(unreachable()) : act()),
    });
    cut.startRound();
    const report = await observe(subject(), factory.ports(cut));
    expect(report).toMatchObject({ moved: 0, woken: 0, failures: [{ code: "REPOSITORY_UNREACHABLE" }] });
    expect(woken(factory)).toEqual([]);
    expect(await world.reader.seen.repositories.readHeads(shop.repository.url)).toEqual(before);
  });

  test("to something that cannot be read for good wakes everybody: each says so itself", async () => {
    const { shop } = mall;
    const factory = await openRepository();
    await shop.repository.commit({ "README.md": "# 2\n" });
    const narrow = shop.start({
      outside: (label, act) =>
        label === "git.readTree"
          ? Promise.reject(new ReconcileError("LIMIT_EXCEEDED", "Cannot read: too many files"))
          : act(),
    });
    narrow.startRound();
    expect(await observe(subject(), factory.ports(narrow))).toMatchObject({ woken: 3, failures: [] });
  });

  test("has its heads saved last: what fails before is found again", async () => {
    const { shop } = mall;
    const factory = await openRepository();
    await shop.repository.commit({ "web/a.yaml": configMap("a", "2") });
    factory.queues.isDown = true;
    await expect(observeIt(factory)).rejects.toMatchObject({ code: "STATE_UNREACHABLE" });
    factory.queues.isDown = false;
    expect(await observeIt(factory)).toMatchObject({ moved: 1, woken: 1 });
  });

  test("keeps a revision that was noted a moment ago, and forgets it when it is nobody's for long", async () => {
    const { shop, world } = mall;
    const factory = await openRepository();
    const { repositories } = world.reader.seen;
    const heads = await repositories.readHeads(shop.repository.url);
    await repositories.saveHeads(shop.repository.url, { ...heads, HEAD: "" });
    await observeIt(factory);
    expect(await repositories.readHeads(shop.repository.url)).toEqual({ ...heads, HEAD: heads["main"] });
    await observeIt(factory);
    expect(await repositories.readHeads(shop.repository.url)).toEqual(heads);
  });
});

function unreachable(): ReconcileError {
  return new ReconcileError("REPOSITORY_UNREACHABLE", "Cannot reach the repository");
}
