import { expect, test } from "vitest";
import type { RollbackAsk } from "../../src/record/ask.ts";
import { configMap } from "../stories/manifests.ts";
import { automatic, createNamespace, manual, openMall } from "./shop.ts";
import { ann, askFor, lookOnce } from "./shop-asks.ts";

const mall = openMall();
const hourMs = 3_600_000;
const one = { "a.yaml": configMap("a", "1") };
const two = { "a.yaml": configMap("a", "2"), "b.yaml": configMap("b", "2") };
const plain = { initiatedBy: ann, prune: true };

function rollback(over: Partial<RollbackAsk> = {}): RollbackAsk {
  return { kind: "rollback", id: 0, prune: true, initiatedBy: ann, ...over };
}

/** The data of a ConfigMap; undefined: it is not there. */
async function dataOf(name: string): Promise<unknown> {
  return (await mall.cluster.ask("GET", pathOf(name)))["data"];
}

function pathOf(name: string): string {
  return `/api/v1/namespaces/${mall.shop.namespace}/configmaps/${name}`;
}

/** Two revisions, both synced by the automation. */
async function deployTwice(spec = automatic) {
  await mall.shop.declare(spec);
  const first = (await mall.shop.sync(one)).state?.sync.revision ?? "";
  const second = (await mall.shop.sync(two)).state?.sync.revision ?? "";
  return { first, second };
}

test("a rollback of an application that syncs by itself pins the revision, and says until when and how to release it", async () => {
  const { first } = await deployTwice();
  const until = mall.world.clock.now + hourMs;
  await askFor(mall, rollback({ pinUntil: until }));
  const { state, records } = await mall.shop.settle();
  expect(state).toMatchObject({
    sync: { status: "Synced", revision: first },
    pin: { revision: first, historyId: 1, until, by: "ann" },
    conditions: [
      {
        type: "Pinned",
        message: expect.stringMatching(
          /^Pinned to revision .* \(history 1\) by ann since .* until .*release it with `outrigger app release argocd\/shop-/,
        ),
      },
    ],
  });
  expect(state?.history.at(-1)).toMatchObject({ id: 3, revision: first, rollbackTo: 1, initiatedBy: ann });
  expect(records[0]).toMatchObject({ phase: "Succeeded", initiatedBy: ann });
  expect(await dataOf("a")).toEqual({ value: "1" });
  expect(await dataOf("b")).toBeUndefined();
});

test("while it is pinned newer commits are not synced, and drift is healed to the pinned revision", async () => {
  const { first } = await deployTwice();
  await askFor(mall, rollback());
  await mall.shop.settle();
  const { state } = await mall.shop.sync({ "a.yaml": configMap("a", "3") });
  expect(state?.sync).toEqual({ status: "Synced", revision: first });
  const live = await mall.cluster.ask("GET", pathOf("a"));
  await mall.cluster.ask("PUT", pathOf("a"), { ...live, data: { value: "by hand" } });
  const healed = await mall.shop.settle();
  expect(healed.state).toMatchObject({
    sync: { status: "Synced", revision: first },
    pin: { revision: first },
  });
  expect(await dataOf("a")).toEqual({ value: "1" });
  mall.cluster.writes();
  await mall.shop.settle();
  expect(mall.cluster.writes()).toEqual([]);
});

test("released, it goes on with its own revision", async () => {
  const { second } = await deployTwice();
  await askFor(mall, rollback());
  await mall.shop.settle();
  await askFor(mall, { kind: "release", initiatedBy: ann });
  const { state } = await mall.shop.settle();
  expect(state?.sync).toEqual({ status: "Synced", revision: second });
  expect(state).not.toHaveProperty("pin");
  expect(state?.conditions).toEqual([]);
});

test("a pin ends by itself at its time, and somebody looks then", async () => {
  const { second } = await deployTwice();
  const until = mall.world.clock.now + hourMs;
  await askFor(mall, rollback({ pinUntil: until }));
  const { counters } = await mall.shop.settle();
  expect(counters.due).toBe(until);
  await mall.world.wait(until - mall.world.clock.now);
  const { state } = await mall.shop.settle();
  expect(state?.sync).toEqual({ status: "Synced", revision: second });
  expect(state).not.toHaveProperty("pin");
});

test("a sync by hand ends the pin, and the record says so", async () => {
  const { first, second } = await deployTwice();
  await askFor(mall, rollback());
  await mall.shop.settle();
  await askFor(mall, { kind: "sync", request: plain });
  const { state, records } = await mall.shop.settle();
  expect(state?.sync).toEqual({ status: "Synced", revision: second });
  expect(state).not.toHaveProperty("pin");
  expect(records[0]?.message).toBe(
    `successfully synced (all tasks run); it ended the pin to revision ${first.slice(0, 8)}`,
  );
});

test("a dry run pins nothing and changes nothing", async () => {
  const { second } = await deployTwice();
  mall.cluster.writes();
  await askFor(mall, rollback({ dryRun: true }));
  const { state, records } = await mall.shop.settle();
  expect(records[0]?.message).toContain("dry run");
  expect(state).toMatchObject({ sync: { status: "Synced", revision: second } });
  expect(state).not.toHaveProperty("pin");
  expect(await dataOf("a")).toEqual({ value: "2" });
});

test("where syncs are by hand it goes back once, and is OutOfSync with its own revision", async () => {
  await mall.shop.declare(manual);
  for (const files of [one, two]) {
    await mall.shop.repository.commit(files);
    await askFor(mall, { kind: "sync", request: plain });
    await mall.shop.settle();
  }
  await askFor(mall, rollback({ id: 1 }));
  const { state } = await mall.shop.settle();
  expect(await dataOf("a")).toEqual({ value: "1" });
  expect(state).toMatchObject({ sync: { status: "OutOfSync" }, lastOperation: { phase: "Succeeded" } });
  expect(state).not.toHaveProperty("pin");
});

test("an entry that the history does not have is refused, on record, and nothing is pinned", async () => {
  const { second } = await deployTwice();
  await askFor(mall, rollback({ id: 77 }));
  const { state, records } = await mall.shop.settle();
  expect(records[0]).toMatchObject({
    phase: "Error",
    message: "Cannot roll back to 77: the history has no such entry",
  });
  expect(state?.sync).toEqual({ status: "Synced", revision: second });
  expect(state).not.toHaveProperty("pin");
});

test("the source of that time comes back too: its path", async () => {
  await mall.shop.declare(automatic);
  await mall.shop.sync({ "a.yaml": configMap("a", "1"), "other/c.yaml": configMap("c", "1") });
  await mall.shop.declare({
    ...automatic,
    source: { repoURL: mall.shop.repository.url, path: "other", targetRevision: "main" },
  });
  await mall.shop.settle();
  expect(await dataOf("a")).toBeUndefined();
  await askFor(mall, rollback());
  await mall.shop.settle();
  expect(await dataOf("a")).toEqual({ value: "1" });
  expect(await dataOf("c")).toBeUndefined();
});

test("the history keeps as many entries as revisionHistoryLimit says, and their ids go on", async () => {
  await mall.shop.declare({ ...automatic, revisionHistoryLimit: 2 });
  for (const value of ["1", "2", "3", "4"]) await mall.shop.sync({ "a.yaml": configMap("a", value) });
  const { state } = await mall.shop.settle();
  expect(state?.history.map(({ id }) => id)).toEqual([3, 4]);
});

test("a pin has no effect once the application does not sync by itself any more", async () => {
  await deployTwice();
  await askFor(mall, rollback());
  await mall.shop.settle();
  await mall.shop.declare({ syncPolicy: { syncOptions: createNamespace } });
  const { state } = await lookOnce(mall);
  expect(state).not.toHaveProperty("pin");
  expect(state?.sync.status).toBe("OutOfSync");
});
