import { beforeEach, describe, expect, test } from "vitest";
import type { Ask } from "../../src/record/ask.ts";
import { openStage, shop, shopPath } from "./stage.ts";

const stage = openStage();

beforeEach(async () => {
  await stage.world.settle(shop, stage.process);
  stage.takeWoken();
});

/** What a reconcile that comes next would be asked; the lease is given back. */
async function takeAsk(): Promise<Ask | undefined> {
  const { applications } = stage.process.ports;
  const lease = await applications.acquire(shop);
  if (lease === undefined) throw new Error("nothing is due");
  await applications.finish(lease, lease.head, undefined);
  return lease.ask;
}

describe("what a person asks for waits on the application, and a reconcile is woken", () => {
  const initiatedBy = { username: "api", automated: false };
  test.each<[string, string, string, object, object]>([
    ["sync", "POST", "/sync", {}, { kind: "sync", request: { initiatedBy, prune: false } }],
    [
      "sync with prune",
      "POST",
      "/sync",
      { json: { prune: true } },
      { kind: "sync", request: { initiatedBy, prune: true } },
    ],
    [
      "sync by a caller for whom AWS vouches",
      "POST",
      "/sync",
      { caller: "iam" },
      { kind: "sync", request: { initiatedBy: { username: "iam", automated: false }, prune: false } },
    ],
    ["hard refresh", "POST", "/refresh", { query: "hard=true" }, { kind: "hardRefresh" }],
    ["hard refresh, Argo CD's way", "GET", "", { query: "refresh=hard" }, { kind: "hardRefresh" }],
  ])("%s", async (_, method, part, over, what) => {
    const answer = await stage.ask(method, `${shopPath}${part}`, over);
    expect(answer).toMatchObject({ status: 200, body: { kind: "Application", metadata: { name: "shop" } } });
    expect(stage.takeWoken()).toEqual(["argocd/shop"]);
    expect(await takeAsk()).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), what });
  });

  test.each([
    ["POST", "/refresh", {}],
    ["GET", "", { query: "refresh=normal" }],
  ])(
    "a plain refresh by %s is a look, and what somebody asked for before stays",
    async (method, part, over) => {
      await stage.ask("POST", `${shopPath}/sync`);
      stage.takeWoken();
      await stage.ask(method, `${shopPath}${part}`, over);
      expect(stage.takeWoken()).toEqual(["argocd/shop"]);
      expect((await takeAsk())?.what.kind).toBe("sync");
    },
  );

  test("no two have the same id", async () => {
    await stage.ask("POST", `${shopPath}/sync`);
    const first = await takeAsk();
    await stage.ask("POST", `${shopPath}/sync`);
    expect((await takeAsk())?.id).not.toBe(first?.id);
  });

  test("a sync shows as the operation of the answer", async () => {
    const { body } = await stage.ask("POST", `${shopPath}/sync`, { json: { prune: true } });
    expect(body).toMatchObject({ operation: { initiatedBy: { username: "api" }, sync: { prune: true } } });
  });
});

describe("a sync asks for what is supported, in the words of Argo CD's clients", () => {
  test.each<[string, object]>([
    ["nothing", {}],
    ["its own name, namespace and project", { name: "shop", appNamespace: "argocd", project: "default" }],
    ["its own target revision", { revision: "main" }],
    ["no revision", { revision: "" }],
    ["hooks", { strategy: { hook: {} } }],
    [
      "hooks, as Argo CD's own client writes them",
      { strategy: { hook: { force: false, syncStrategyApply: { force: false } } } },
    ],
    ["its own sync options", { syncOptions: { items: ["CreateNamespace=true"] } }],
    ["fields that say nothing", { dryRun: false, resources: [], manifests: null, infos: [], revisions: [] }],
  ])("%s", async (_, json) => {
    expect(await stage.ask("POST", `${shopPath}/sync`, { json })).toMatchObject({ status: 200 });
  });

  test.each<[string, unknown]>([
    ["revision", "v1"],
    ["dryRun", true],
    ["resources", [{ kind: "ConfigMap", name: "settings" }]],
    ["manifests", ["{}"]],
    ["infos", [{ name: "a", value: "b" }]],
    ["retryStrategy", { limit: 5 }],
    ["syncOptions", { items: ["Prune=false"] }],
    ["syncOptions", { items: [] }],
    ["syncOptions", "CreateNamespace=true"],
    ["strategy", { apply: { force: false } }],
    ["strategy", { hook: { force: true } }],
    ["strategy", { hook: { syncStrategyApply: { force: true } } }],
    ["strategy", { hook: { other: 1 } }],
    ["strategy", { hook: 1 }],
    ["strategy", "hook"],
    ["revisions", ["a"]],
    ["sourcePositions", [1]],
    ["prune", "yes"],
    ["name", "other"],
    ["appNamespace", "other"],
    ["project", "other"],
  ])("%s %j is refused by name", async (field, value) => {
    const answer = await stage.ask("POST", `${shopPath}/sync`, { json: { [field]: value } });
    expect(answer).toMatchObject({ status: 400, body: { code: "UNSUPPORTED" } });
    expect(answer.body).toMatchObject({ message: expect.stringContaining(`: ${field};`) });
    expect(stage.takeWoken()).toEqual([]);
  });

  test("fields that nobody knows are refused, with their names", async () => {
    const body = '{"prunne": true, "__proto__": {}, "constructor": 1}';
    const answer = await stage.ask("POST", `${shopPath}/sync`, { body });
    expect(answer).toMatchObject({ status: 400, body: { code: "BAD_BODY" } });
    for (const name of ["prunne", "__proto__", "constructor"])
      expect(answer.body).toMatchObject({ message: expect.stringContaining(`"${name}"`) });
  });
});

describe("while an operation runs", () => {
  const operation = {
    id: "1767225600000-1",
    startedAt: Date.UTC(2026, 0, 1),
    initiatedBy: { username: "admin", automated: false },
    revision: { sha: "a".repeat(40), author: "", subject: "", committedAt: 0 },
    specHash: "",
    prune: false,
    phase: "Running",
    message: "",
    retries: 0,
    results: [],
  } as const;

  async function leaveRunning(): Promise<void> {
    const { applications } = stage.process.ports;
    const { state } = await stage.world.read(shop);
    await applications.mark(shop, stage.world.clock.now);
    const lease = await applications.acquire(shop);
    if (lease === undefined || state === undefined) throw new Error("nothing is due");
    await applications.finish(lease, { ...lease.head, state: { ...state, operation } }, undefined);
  }

  async function leaveEnded(): Promise<void> {
    const { applications } = stage.process.ports;
    await applications.mark(shop, stage.world.clock.now);
    const lease = await applications.acquire(shop);
    if (lease?.head.state === undefined) throw new Error("nothing is due");
    const { operation: _operation, ...state } = lease.head.state;
    await applications.finish(lease, { ...lease.head, state }, undefined);
  }

  test("a sync is refused, a refresh is not, and both ways to terminate ask for its end", async () => {
    await leaveRunning();
    try {
      expect(await stage.ask("POST", `${shopPath}/sync`)).toMatchObject({
        status: 409,
        body: { code: "OPERATION_RUNNING" },
      });
      expect(stage.takeWoken()).toEqual([]);
      expect(await stage.ask("GET", shopPath)).toMatchObject({
        body: { status: { operationState: { phase: "Running" } } },
      });
      for (const [method, part] of [
        ["POST", "terminate"],
        ["DELETE", "operation"],
      ] as const) {
        expect(await stage.ask(method, `${shopPath}/${part}`)).toMatchObject({ status: 200 });
        expect((await takeAsk())?.what).toEqual({ kind: "terminate" });
      }
      expect(await stage.ask("POST", `${shopPath}/refresh`)).toMatchObject({ status: 200 });
    } finally {
      await leaveEnded();
    }
  });

  test("there is nothing to terminate where none runs and none was asked for", async () => {
    expect(await stage.ask("POST", `${shopPath}/terminate`)).toMatchObject({
      status: 400,
      body: { code: "NO_OPERATION" },
    });
    expect(stage.takeWoken()).toEqual([]);
  });

  test("a sync that was asked for and has not begun can be called off", async () => {
    await stage.ask("POST", `${shopPath}/sync`);
    expect(await stage.ask("POST", `${shopPath}/terminate`)).toMatchObject({ status: 200 });
    expect((await takeAsk())?.what).toEqual({ kind: "terminate" });
  });
});
