import { beforeEach, describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../../src/kube/json.ts";
import type { Ask } from "../../../src/record/ask.ts";
import { application } from "../../stories/manifests.ts";
import { openStage, shop, shopPath, toBody } from "../stage.ts";

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

describe("where syncs that replace are forbidden", () => {
  /** Answers a sync of an Application with some options of its own. */
  async function ask(own: readonly string[], json: JsonObject) {
    const { settings } = stage.ports;
    const { world, repository } = stage;
    await world.save(application("shop", repository.url, { syncPolicy: { syncOptions: own } }));
    const reconciliation = { ...settings.reconciliation, replaceAllowed: false };
    Object.assign(stage.ports, { settings: { ...settings, reconciliation } });
    const answer = await stage.ask("POST", `${shopPath}/sync`, { json });
    Object.assign(stage.ports, { settings });
    return answer;
  }

  test.each<[rule: string, own: string[], asked: string[]]>([
    ["one that asks for it", [], ["Replace=true"]],
    ["with a space before it", [], [" Replace=true"]],
    ["among others in one entry", [], ["PruneLast=true,Replace=true"]],
    ["said last", [], ["Replace=false", "Replace=true"]],
    ["of the Application's own, where nothing is asked", ["Replace=true"], []],
    ["of the Application's own, where something else is asked", ["Replace=true"], ["PruneLast=true"]],
  ])("a sync is refused: %s", async (_rule, own, items) => {
    const refused = await ask(own, items.length === 0 ? {} : { syncOptions: { items } });
    expect(refused).toMatchObject({ status: 400, body: { code: "UNSUPPORTED" } });
    expect(JSON.stringify(refused.body)).toContain("server.sync.replace.allowed is false");
  });

  test.each<[rule: string, own: string[], asked: string[]]>([
    ["one that does not", [], []],
    ["one that says not to", [], ["Replace=true", "Replace=false"]],
    ["one that takes the Application's own back", ["Replace=true"], ["Replace=false"]],
  ])("a sync is not refused: %s", async (_rule, own, items) => {
    expect(await ask(own, { syncOptions: { items } })).toMatchObject({ status: 200 });
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
    ["revision", 1],
    ["dryRun", "yes"],
    ["resources", [{ kind: "ConfigMap" }]],
    ["resources", [{ kind: "ConfigMap", name: "settings", other: 1 }]],
    ["resources", "ConfigMap"],
    ["labels", "a in ("],
    ["labels", { a: "b" }],
    ["manifests", ["{}"]],
    ["infos", [{ name: "a" }]],
    ["infos", { a: "b" }],
    ["retryStrategy", { limit: "often" }],
    ["retryStrategy", { limit: 5, backoff: { factor: 0 } }],
    ["retryStrategy", { limit: 5, backoff: { duration: 5 } }],
    ["retryStrategy", { limit: 5, other: 1 }],
    ["syncOptions", "CreateNamespace=true"],
    ["syncOptions", { items: [1] }],
    ["strategy", { hook: {}, apply: {} }],
    ["strategy", { hook: { other: 1 } }],
    ["strategy", { hook: 1 }],
    ["strategy", { apply: { force: "yes" } }],
    ["strategy", { other: {} }],
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

  const retry = { limit: 5, durationMs: 5_000, factor: 2, maxDurationMs: 180_000 };
  test.each<[string, object, object]>([
    ["another revision", { revision: "v1" }, { revision: "v1" }],
    ["a dry run", { dryRun: true }, { dryRun: true }],
    [
      "some objects",
      {
        resources: [
          { group: "apps", kind: "Deployment", name: "web", namespace: "shop" },
          { kind: "*", name: "*", exclude: true },
        ],
      },
      {
        resources: [
          { group: "apps", kind: "Deployment", name: "web", namespace: "shop" },
          { group: "", kind: "*", name: "*", exclude: true },
        ],
      },
    ],
    ["objects with labels", { labels: "tier in (a,b),team" }, { labels: "tier in (a,b),team" }],
    ["no hooks", { strategy: { apply: { force: false } } }, { strategy: "apply" }],
    ["force", { strategy: { hook: { force: true } } }, { force: true }],
    [
      "force, as Argo CD nests it",
      { strategy: { hook: { syncStrategyApply: { force: true } } } },
      { force: true },
    ],
    ["force without hooks", { strategy: { apply: { force: true } } }, { strategy: "apply", force: true }],
    ["sync options", { syncOptions: { items: ["Replace=true"] } }, { syncOptions: ["Replace=true"] }],
    ["a note", { infos: [{ name: "ticket", value: "1" }] }, { infos: [{ name: "ticket", value: "1" }] }],
    ["retries", { retryStrategy: { limit: "5" } }, { retry }],
    [
      "retries with pauses, in protobuf's numbers",
      {
        retryStrategy: {
          limit: 5,
          backoff: { duration: "1s", factor: "3", maxDuration: "1m" },
          refresh: true,
        },
      },
      { retry: { limit: 5, durationMs: 1_000, factor: 3, maxDurationMs: 60_000, refresh: true } },
    ],
  ])("%s: chosen for this sync, and shown as its operation", async (_, json, choices) => {
    const answer = await stage.ask("POST", `${shopPath}/sync`, { json });
    expect(answer.status).toBe(200);
    const shown = await stage.ask("GET", shopPath);
    expect(shown.body).toMatchObject({ operation: readField(answer.body, "operation") });
    expect(await takeAsk()).toMatchObject({ what: { request: { prune: false, choices } } });
  });

  test("a sync option that is none is refused before anything is asked", async () => {
    const json = { syncOptions: { items: ["Prunne=true"] } };
    expect(await stage.ask("POST", `${shopPath}/sync`, { json })).toMatchObject({
      status: 400,
      body: { code: "BAD_BODY", message: expect.stringContaining("Prunne=true: unknown sync option") },
    });
    expect(stage.takeWoken()).toEqual([]);
  });

  test("another revision is refused while the Application syncs by itself, except as a dry run", async () => {
    const syncPolicy = { automated: {} };
    const { spec, ...rest } = toBody("own-pace", stage.repository.url);
    await stage.world.save({ ...rest, spec: { ...(spec as JsonObject), syncPolicy } });
    const path = "/api/v1/applications/own-pace/sync";
    expect(await stage.ask("POST", path, { json: { revision: "v1" } })).toMatchObject({
      status: 400,
      body: { code: "AUTOMATED", message: expect.stringContaining("auto-sync keeps the Application at") },
    });
    expect(stage.takeWoken()).toEqual([]);
    expect(await stage.ask("POST", path, { json: { revision: "v1", dryRun: true } })).toMatchObject({
      status: 200,
    });
    expect(await stage.ask("POST", path, { json: { revision: "main" } })).toMatchObject({ status: 200 });
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

describe("while a sync window is closed", () => {
  const path = "/api/v1/applications/closed";
  const window = { kind: "deny", schedule: "* * * * *", duration: "1h", applications: ["*"] };

  beforeEach(async () => {
    const destinations = [{ server: "*", namespace: "*" }];
    const spec = { sourceRepos: ["*"], destinations, syncWindows: [window] };
    const metadata = { name: "windows", namespace: "argocd" };
    await stage.world.save({ apiVersion: "argoproj.io/v1alpha1", kind: "AppProject", metadata, spec });
    const { spec: own, ...rest } = toBody("closed", stage.repository.url);
    await stage.world.save({ ...rest, spec: { ...(own as JsonObject), project: "windows" } });
  });

  test("a sync is refused at once, and says until when", async () => {
    const answer = await stage.ask("POST", `${path}/sync`);
    expect(answer).toMatchObject({
      status: 403,
      body: {
        code: "SYNC_WINDOW_CLOSED",
        message: expect.stringMatching(
          /^Cannot sync argocd\/closed: Sync is denied by sync window deny:\* \* \* \* \*:1h; the next/,
        ),
      },
    });
    expect(stage.takeWoken()).toEqual([]);
  });

  test("its windows are shown in Argo CD's words", async () => {
    const shown = { kind: "deny", schedule: "* * * * *", duration: "1h", manualSync: false };
    expect(await stage.ask("GET", `${path}/syncwindows`)).toMatchObject({
      status: 200,
      body: { activeWindows: [shown], assignedWindows: [shown], canSync: false },
    });
    expect((await stage.ask("GET", `${shopPath}/syncwindows`)).body).toEqual({
      activeWindows: [],
      assignedWindows: [],
      canSync: true,
    });
  });
});
