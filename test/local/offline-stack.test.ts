import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type OfflineSettings, readOfflineSettings } from "../../src/local/offline-settings.ts";
import { type OfflineStack, openOfflineStack } from "../../src/local/offline-stack.ts";
import { openState } from "../../src/local/open-state.ts";
import { codeFrom } from "../contracts/worker.ts";

let folder: string;
let stateFolder: string;
let lambda: Server;
let settings: OfflineSettings;
let invoked: string[];
let warnings: string[];
let open: OfflineStack[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "outrigger-offline-"));
  stateFolder = join(folder, "state");
  await mkdir(join(folder, "apps"));
  await writeFile(join(folder, "apps", "project.yaml"), project);
  invoked = [];
  warnings = [];
  open = [];
  lambda = await startLambda();
  const address = lambda.address();
  const lambdaPort = typeof address === "object" && address !== null ? address.port : 0;
  settings = readOfflineSettings({
    folder,
    custom: { "serverless-offline": { host: "127.0.0.1", lambdaPort } },
    flags: {},
    env: { OUTRIGGER_STATE: stateFolder, OUTRIGGER_APPS: "apps" },
  });
});
afterEach(async () => {
  for (const stack of open) await stack.close();
  lambda.close();
  await rm(folder, { recursive: true });
});

const project = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec: {sourceRepos: ["*"], destinations: [{server: "*", namespace: "*"}]}
`;

/** Lambda's API: notes which application each function was invoked for. */
async function startLambda(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { Records } = JSON.parse(await text(request));
    const name = /functions\/(.*)\/invocations/.exec(request.url ?? "")?.[1];
    for (const { body } of Records) invoked.push(`${name} ${JSON.parse(body).application}`);
    response.end('{"batchItemFailures":[]}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function start(mayJoin = false): Promise<OfflineStack> {
  const stack = await openOfflineStack(settings, {
    functions: {
      reconcile: { name: "x-reconcile", timeoutMs: 5_000 },
      observe: { name: "x-observe", timeoutMs: 5_000 },
    },
    mayJoin,
    warn: (line) => warnings.push(line),
  });
  open.push(stack);
  return stack;
}

async function stop(stack: OfflineStack): Promise<void> {
  open.splice(open.indexOf(stack), 1);
  await stack.close();
}

const save = async (name: string, path = "web", more = "") =>
  await writeFile(
    join(folder, "apps", `${name}.yaml`),
    `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: "https://git.example.org/team/shop.git", path: ${path}, targetRevision: main}
  destination: {name: in-cluster, namespace: shop}
${more}`,
  );

const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");

describe("the table and the queues beside the functions", () => {
  test("new applications are stored and a reconcile is invoked for each, at once", async () => {
    await save("one");
    await save("two");
    await start();
    await vi.waitFor(() =>
      expect(invoked.toSorted()).toEqual(["x-reconcile argocd/one", "x-reconcile argocd/two"]),
    );
    const joined = await openState(stateFolder, { now: Date.now });
    expect((await joined.specs.list("Application")).map(({ name }) => name)).toEqual(["one", "two"]);
    await joined.close();
  });

  test("at the next start only changed and new ones are looked at; the schedule sees to the others", async () => {
    await save("same");
    await save("changed");
    await stop(await start());
    await vi.waitFor(() => expect(invoked).toHaveLength(2));
    invoked.length = 0;
    await save("changed", "other");
    await save("new");
    await start();
    await vi.waitFor(() => expect(invoked).toHaveLength(2));
    expect(invoked.toSorted()).toEqual(["x-reconcile argocd/changed", "x-reconcile argocd/new"]);
  });

  test("what is wrong with declared files is told, with file and line, and the others are stored", async () => {
    await save("good");
    await save("bad", "web", "  surprise: true\n");
    await start();
    expect(warnings.join("\n")).toMatch(/apps\/bad\.yaml.*surprise/);
    await vi.waitFor(() => expect(invoked).toContain("x-reconcile argocd/good"));
  });

  test("the API token is made once, for its owner's eyes; the table knows its hash alone", async () => {
    await stop(await start());
    const first = await readFile(join(stateFolder, "api.token"), "utf8");
    const { tokenPath } = await start();
    expect(await readFile(tokenPath, "utf8")).toBe(first);
    expect(first.trim()).toMatch(/^[\w-]{43}$/);
    expect((await stat(tokenPath)).mode & 0o777).toBe(0o600);
    const joined = await openState(stateFolder, { now: Date.now });
    expect(await joined.tokens.has(hashOf(first.trim()))).toBe(true);
    expect(await joined.tokens.has(hashOf(""))).toBe(false);
    await joined.close();
  });

  test("a token file that was emptied or taken away gets a new token", async () => {
    await stop(await start());
    await writeFile(join(stateFolder, "api.token"), "\n");
    await stop(await start());
    expect((await readFile(join(stateFolder, "api.token"), "utf8")).trim()).toHaveLength(43);
  });

  test("a folder that another process has open is refused, and nothing of that process is touched", async () => {
    const { endpoint } = await start();
    expect(await codeFrom(start())).toBe("CONFIG_INVALID");
    expect(await readFile(join(stateFolder, "queue.endpoint"), "utf8")).toBe(endpoint);
    expect(await readFile(join(stateFolder, "api.endpoint"), "utf8")).toMatch(/^http:\/\/[^/]+$/);
  });

  test("one function that is tried out uses the table and queues of the process that has them", async () => {
    const { endpoint } = await start();
    const joined = await start(true);
    expect(joined.endpoint).toBe(endpoint);
    await stop(joined);
    expect(await readFile(join(stateFolder, "queue.endpoint"), "utf8")).toBe(endpoint);
  });

  test("a declared path that is not there is an error, and leaves the folder free", async () => {
    await rm(join(folder, "apps"), { recursive: true });
    expect(await codeFrom(start())).toBe("CONFIG_INVALID");
    const state = await openState(stateFolder, { now: Date.now });
    expect(state.role()).toBe("owner");
    await state.close();
  });

  test("a stack that is closed leaves the folder in good order", async () => {
    await stop(await start());
    await expect(stat(join(stateFolder, "queue.endpoint"))).rejects.toThrow("ENOENT");
    await expect(stat(join(stateFolder, "api.endpoint"))).rejects.toThrow("ENOENT");
    await expect(stat(join(stateFolder, "owner.json"))).rejects.toThrow("ENOENT");
  });
});
