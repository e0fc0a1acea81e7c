import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readOfflineSettings, toLocalEnvironment } from "../../src/local/offline-settings.ts";

const folder = "/service";
const custom = {
  outrigger: { state: "kept", reconcileConcurrency: 3, observeConcurrency: "1" },
  "serverless-offline": { host: "127.0.0.1", httpPort: 3000, lambdaPort: "3002" },
};
const read = (more: Partial<Parameters<typeof readOfflineSettings>[0]> = {}) =>
  readOfflineSettings({ folder, custom, flags: {}, env: {}, ...more });

describe("where the settings of the local mode come from", () => {
  test("serverless.yml says all of it; its paths are meant from its folder", () => {
    const { stateFolder, http, lambda, concurrency, apps } = read();
    expect({ stateFolder, concurrency, apps }).toEqual({
      stateFolder: "/service/kept",
      concurrency: { reconcile: 3, observe: 1 },
      apps: [],
    });
    expect([http.origin, lambda.origin]).toEqual(["http://127.0.0.1:3000", "http://127.0.0.1:3002"]);
  });

  test.each<[string, Parameters<typeof read>[0], object]>([
    [
      "the state folder of the environment comes first",
      { env: { OUTRIGGER_STATE: "/own" } },
      { stateFolder: "/own" },
    ],
    ["an empty variable is none", { env: { OUTRIGGER_STATE: "" } }, { stateFolder: "/service/kept" }],
    [
      "declared files are a list as in PATH",
      { env: { OUTRIGGER_APPS: "apps:/more" } },
      { apps: ["/service/apps", "/more"] },
    ],
    [
      "nothing said: .outrigger, and as many at once as a small machine bears",
      { custom: undefined },
      { stateFolder: "/service/.outrigger", concurrency: { reconcile: 4, observe: 2 } },
    ],
    [
      "a number of invocations that is none is not used",
      { custom: { outrigger: { reconcileConcurrency: 0, observeConcurrency: "many" } } },
      { concurrency: { reconcile: 4, observe: 2 } },
    ],
  ])("%s", (_rule, sources, wanted) => expect(read(sources)).toMatchObject(wanted));

  test("a flag of serverless-offline wins over what serverless.yml says", () => {
    const { http, lambda } = read({ flags: { httpPort: "4000", host: "localhost" } });
    expect([http.origin, lambda.origin]).toEqual(["http://localhost:4000", "http://localhost:3002"]);
  });
});

describe("what functions of the local mode are told", () => {
  const endpoint = "http://127.0.0.1:9324";
  const toEnvironment = (env: NodeJS.ProcessEnv) => toLocalEnvironment(read({ env }), endpoint, env);

  test("where the table and the queues are, and to run tools themselves", () =>
    expect(toEnvironment({ HOME: "/home/me" })).toEqual({
      HOME: "/home/me",
      KUBECONFIG: join("/home/me", ".kube", "config"),
      OUTRIGGER_STATE: "/service/kept",
      OUTRIGGER_TABLE: "outrigger",
      OUTRIGGER_APPS: "",
      OUTRIGGER_CACHE: "/home/me/.cache/outrigger",
      OUTRIGGER_TOOLS: "/home/me/.cache/outrigger/tools",
      OUTRIGGER_QUEUE_ENDPOINT: endpoint,
      OUTRIGGER_RECONCILE_QUEUE_URL: `${endpoint}/000000000000/reconcile`,
      OUTRIGGER_OBSERVE_QUEUE_URL: `${endpoint}/000000000000/observe`,
      OUTRIGGER_DEAD_LETTER_QUEUE_URL: `${endpoint}/000000000000/reconcile-dead-letters`,
      OUTRIGGER_RENDER_FUNCTION: "",
    }));

  test.each([
    ["the user's credentials and clusters go on to them", { OUTRIGGER_GIT_TOKEN: "t", KUBECONFIG: "/k" }],
    ["the webhook's secret too", { OUTRIGGER_GITHUB_WEBHOOK_SECRET: "s" }],
    ["folders of the user's choice are used", { OUTRIGGER_CACHE: "/c", OUTRIGGER_TOOLS: "/t" }],
  ])("%s", (_rule, env) => expect(toEnvironment(env)).toMatchObject(env));

  test("a render function that is deployed somewhere is not used from here", () =>
    expect(toEnvironment({ OUTRIGGER_RENDER_FUNCTION: "outrigger-dev-render" })).toMatchObject({
      OUTRIGGER_RENDER_FUNCTION: "",
    }));

  test("relative files are named in full, since a function may run elsewhere", () =>
    expect(toEnvironment({ OUTRIGGER_APPS: "apps" })).toMatchObject({ OUTRIGGER_APPS: "/service/apps" }));
});
