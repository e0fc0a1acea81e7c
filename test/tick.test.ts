import { describe, expect, test } from "vitest";
import { limits } from "../src/limits.ts";
import type { Queues } from "../src/ports/queues.ts";
import type { Watch } from "../src/source/watch.ts";
import { Factory } from "./moves/factory.ts";
import { openMall } from "./reconcile/shop.ts";
import type { WorldProcess } from "./stories/world.ts";

const mall = openMall();
const sha = "0123456789abcdef0123456789abcdef01234567";

/** An application at rest that watches a repository, as a reconcile leaves it. */
async function rest(name: string, watch: Partial<Watch>, process: WorldProcess): Promise<void> {
  const { applications } = process.ports;
  const application = { namespace: "argocd", name };
  await applications.mark(application, mall.world.clock.now);
  const lease = await applications.acquire(application);
  if (lease === undefined) throw new Error("not acquired");
  const whole = { repoUrl: mall.shop.repository.url, targetRevision: "main", sha: "", reads: {}, ...watch };
  await applications.finish(lease, { watch: whole }, undefined);
}

/** Messages that say to look at a repository. */
function observed({ queues }: Factory): readonly string[] {
  return queues.sent.flatMap((message) =>
    message.kind === "observe" && message.subject.kind === "repository" ? [message.subject.repoUrl] : [],
  );
}

async function openRepository(heads: Readonly<Record<string, string>>): Promise<Factory> {
  const { shop, world } = mall;
  const { repositories } = world.reader.seen;
  await repositories.add(shop.repository.url);
  await repositories.saveHeads(shop.repository.url, heads);
  return new Factory(world, shop.process);
}

describe("a repository in use is observed", () => {
  test.each([
    ["when its branch has moved", (head: string) => ({ main: head, release: sha }), true],
    ["when nobody has observed it yet", () => ({}), true],
    ["when a revision was noted and nobody has seen it yet", () => ({ main: "" }), true],
    ["when its branch is gone", (head: string) => ({ main: head, gone: sha }), true],
    ["and not when nothing moved", (head: string) => ({ main: head, release: head, HEAD: head }), false],
    ["and not for a branch that was gone before", (head: string) => ({ main: head, gone: "" }), false],
    ["and not for a full SHA, which never moves", () => ({ [sha]: sha }), false],
    [
      "and not for what can never be resolved",
      (head: string) => ({ main: head, ">=1.0": "", "a b": "" }),
      false,
    ],
  ])("%s", async (_, heads, isObserved) => {
    const { shop } = mall;
    const head = await shop.repository.commit({ "a.yaml": "a: 1\n" });
    await shop.repository.git("branch", "release");
    const factory = await openRepository(heads(head));
    const report = await factory.tick();
    expect(observed(factory).includes(shop.repository.url)).toBe(isObserved);
    expect(report.failures).toEqual([]);
  });

  test("with one question for all its branches, and none for full SHAs alone", async () => {
    const { shop, server } = mall;
    const head = await shop.repository.commit({ "a.yaml": "a: 1\n" });
    await shop.repository.git("branch", "release");
    const asked = () => server.requests.filter(({ url }) => url.includes(`${shop.name.name}.git`)).length;
    const factory = await openRepository({ main: head, release: head, HEAD: head });
    await factory.tick();
    const once = asked();
    expect(once).toBeGreaterThan(0);
    expect(once).toBeLessThanOrEqual(2); // advertisement, ls-refs
    await mall.world.reader.seen.repositories.saveHeads(shop.repository.url, { [sha]: sha });
    await factory.tick();
    expect(asked()).toBe(once);
  });

  test("although another does not answer, which is reported", async () => {
    const { shop, world } = mall;
    await shop.repository.commit({ "a.yaml": "a: 1\n" });
    const factory = await openRepository({ main: sha });
    const gone = "http://user@127.0.0.1:1/gone.git";
    await world.reader.seen.repositories.add(gone);
    await world.reader.seen.repositories.saveHeads(gone, { main: sha });
    const report = await factory.tick();
    expect(observed(factory)).toContain(shop.repository.url);
    expect(report.failures).toEqual([
      { what: "http://127.0.0.1:1/gone.git", code: "REPOSITORY_UNREACHABLE", message: expect.any(String) },
    ]);
    await world.reader.seen.repositories.saveHeads(gone, { [sha]: sha });
  });
});

describe("every cluster in use", () => {
  test("is observed: nobody else says whether it moved", async () => {
    const { shop, world } = mall;
    const { clusters } = world.reader.seen;
    await clusters.addKinds("east", ["/ConfigMap"]);
    await clusters.addKinds("west", ["/ConfigMap"]);
    const factory = new Factory(world, shop.process);
    const report = await factory.tick();
    const subjects = factory.queues.sent.flatMap((each) => (each.kind === "observe" ? [each.subject] : []));
    expect(subjects).toContainEqual({ kind: "cluster", cluster: "east" });
    expect(subjects).toContainEqual({ kind: "cluster", cluster: "west" });
    expect(report.clusters).toBe(subjects.filter(({ kind }) => kind === "cluster").length);
  });
});

describe("an application that is due", () => {
  test("is woken when nobody has acted on its message for long, and not before", async () => {
    const { shop, world } = mall;
    await shop.process.ports.applications.mark(shop.name, world.clock.now);
    const factory = new Factory(world, shop.process);
    const wakes = () => factory.queues.sent.filter((each) => each.kind === "reconcile");
    await factory.tick();
    expect(wakes()).toEqual([]);
    await world.wait(limits.resendPauseMs);
    expect(await factory.tick()).toMatchObject({ woken: 1 });
    expect(wakes()).toEqual([{ kind: "reconcile", name: shop.name, delayMs: 0 }]);
    expect(await factory.tick()).toMatchObject({ woken: 0 });
    const lease = await shop.process.ports.applications.acquire(shop.name);
    if (lease !== undefined) await shop.process.ports.applications.finish(lease, {}, undefined);
  });

  test("is woken although no repository and no cluster can be told about", async () => {
    const { shop, world } = mall;
    await shop.repository.commit({ "a.yaml": "a: 1\n" });
    const factory = await openRepository({ main: sha });
    await shop.process.ports.applications.mark(shop.name, world.clock.now - limits.resendPauseMs);
    const ports = factory.ports();
    const { queues } = factory;
    const broken: Queues = {
      wake: (names, delayMs) => queues.wake(names, delayMs),
      bury: (name, reason) => queues.bury(name, reason),
      observe: () => Promise.reject(new Error("the observe queue is gone")),
    };
    factory.ports = () => ({ ...ports, queues: broken });
    const report = await factory.tick();
    expect(report.woken).toBe(1);
    const whats = report.failures.map(({ what }) => what);
    expect(whats).toEqual(expect.arrayContaining(["clusters", shop.repository.url]));
    expect(report.failures[0]).toMatchObject({ code: "UNEXPECTED", message: "the observe queue is gone" });
    const lease = await shop.process.ports.applications.acquire(shop.name);
    if (lease !== undefined) await shop.process.ports.applications.finish(lease, {}, undefined);
  });
});

describe("a tick while nothing moves", () => {
  test("costs a few reads of the table for 100 applications, writes nothing and reconciles nobody", async () => {
    const { shop, world } = mall;
    const head = await shop.repository.commit({ "a.yaml": "a: 1\n" });
    for (let n = 0; n < 100; n += 1) await rest(`idle-${n}`, { sha: head }, shop.process);
    for (const repoUrl of await world.reader.seen.repositories.list()) {
      await world.reader.seen.repositories.saveHeads(repoUrl, { [sha]: sha });
    }
    await openRepository({ main: head });
    const labels: string[] = [];
    const counted = shop.start({
      outside: (label, act) => {
        labels.push(label);
        return act();
      },
    });
    const factory = new Factory(world, counted);
    const report = await factory.tick();
    expect(report).toMatchObject({ moved: 0, woken: 0, failures: [] });
    expect(factory.queues.sent.filter(({ kind }) => kind === "reconcile")).toEqual([]);
    const table = labels.filter((label) => label.startsWith("table "));
    expect(new Set(table)).toEqual(new Set(["table Query"]));
    // Two lists, the due index by its shards, and the heads of each repository.
    expect(table.length).toBeLessThanOrEqual(2 + 8 + report.repositories);
  });
});
