import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Ask } from "../../../src/record/ask.ts";
import { configMap } from "../../stories/manifests.ts";
import { files, openStage, shop, shopPath } from "../stage.ts";

const stage = openStage();
const initiatedBy = { username: "api", automated: false };
const later = "2030-01-31T18:00:00Z";

beforeAll(async () => {
  await stage.repository.commit({ ...files, "b.yaml": configMap("second", "1") });
  stage.process.startRound();
  await stage.world.settle(shop, stage.process, { initiatedBy, prune: false });
});

beforeEach(() => void stage.takeWoken());

/** What a reconcile that comes next would be asked; the lease is given back. */
async function takeAsk(): Promise<Ask | undefined> {
  const { applications } = stage.process.ports;
  const lease = await applications.acquire(shop);
  if (lease === undefined) throw new Error("nothing is due");
  await applications.finish(lease, lease.head, undefined);
  return lease.ask;
}

describe("POST /release, before anything was rolled back", () => {
  test("of what is not pinned says so", async () => {
    const answer = await stage.ask("POST", `${shopPath}/release`);
    expect(answer).toMatchObject({ status: 400, body: { code: "NOT_PINNED" } });
    expect(stage.takeWoken()).toEqual([]);
  });
});

describe("POST /rollback", () => {
  test.each<[string, object, object]>([
    ["an id", { id: 1 }, { id: 1, prune: false }],
    ["an id in protobuf's way", { id: "1", prune: true }, { id: 1, prune: true }],
    ["the one before", {}, { id: 0, prune: false }],
    ["a dry run", { id: 1, dryRun: true }, { id: 1, prune: false, dryRun: true }],
    ["a pin", { id: 1, pinUntil: later }, { id: 1, prune: false, pinUntil: Date.parse(later) }],
    [
      "its own names",
      { id: 1, name: "shop", appNamespace: "argocd", project: "default" },
      { id: 1, prune: false },
    ],
  ])("to %s is asked for, shown as the operation, and wakes a reconcile", async (_, json, asked) => {
    const answer = await stage.ask("POST", `${shopPath}/rollback`, { json });
    expect(answer).toMatchObject({ status: 200, body: { operation: { initiatedBy: { username: "api" } } } });
    expect(stage.takeWoken()).toEqual(["argocd/shop"]);
    expect((await takeAsk())?.what).toEqual({ kind: "rollback", initiatedBy, ...asked });
  });

  test.each<[string, object, string, string]>([
    ["an id that the history does not have", { id: 9 }, "NO_HISTORY", "its history has no 9; it has 1, 2"],
    ["an id that is none", { id: "one" }, "UNSUPPORTED", "id"],
    ["a negative id", { id: -1 }, "UNSUPPORTED", "id"],
    ["a pin that is over", { pinUntil: "2020-01-01T00:00:00Z" }, "BAD_BODY", "is over"],
    ["a pin that is no time", { pinUntil: "2h" }, "UNSUPPORTED", "pinUntil"],
    ["another project", { project: "other" }, "UNSUPPORTED", "project"],
    ["another name", { name: "other" }, "UNSUPPORTED", "name"],
    ["a field that nobody knows", { revision: "main" }, "BAD_BODY", "revision"],
  ])("to %s is refused", async (_, json, code, text) => {
    const answer = await stage.ask("POST", `${shopPath}/rollback`, { json });
    expect(answer).toMatchObject({ status: 400, body: { code, message: expect.stringContaining(text) } });
    expect(stage.takeWoken()).toEqual([]);
  });
});

describe("POST /release", () => {
  test("of a rollback that has not begun takes its place", async () => {
    await stage.ask("POST", `${shopPath}/rollback`, { json: { id: 1 } });
    expect(await stage.ask("POST", `${shopPath}/release`)).toMatchObject({ status: 200 });
    expect((await takeAsk())?.what).toEqual({ kind: "release", initiatedBy });
  });
});
