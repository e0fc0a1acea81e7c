import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { parseSettings } from "../../src/settings/read-settings.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { Factory } from "../moves/factory.ts";
import { World, type WorldProcess } from "../stories/world.ts";
import { patch, read } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";

const refresh = "argocd.argoproj.io/refresh";
const timestamp = "argocd.argoproj.io/refresh-timestamp";

let server: GitServer;
let repository: TestRepository;

beforeAll(async () => {
  server = await startGitServer();
  repository = await server.createRepository("refresh");
  await repository.commit({ "app/one.yaml": toYaml(configMap("one", { key: "1" })) });
});

afterAll(() => server.close());

async function keyOf(namespace: string): Promise<unknown> {
  const object = await read({ kind: "ConfigMap", namespace, name: "one" });
  return Object(object?.["data"]).key;
}

describe("the annotation refresh", () => {
  let workplace: Workplace;
  let namespace: string;

  beforeAll(async () => {
    namespace = await makeSpace("refresh");
    workplace = await openWorkplace();
    await declare({});
    expect(await rendersNow()).toBe(true);
  });

  async function declare(annotations: object): Promise<void> {
    const declared = application("web", { repoUrl: repository.url, path: "app", namespace });
    await workplace.declare({ ...declared, metadata: { name: "web", annotations: { ...annotations } } });
  }

  const env = () => ({ XDG_CACHE_HOME: join(workplace.folder, "cache") });

  /** What the cache of renders has on disk: each new render writes its entry anew. */
  async function entries(): Promise<string> {
    const folder = join(env().XDG_CACHE_HOME, "outrigger", "renders");
    const names = await readdir(folder).catch(() => []);
    const stats = names.toSorted().map(async (name) => {
      const { ino, mtimeMs } = await stat(join(folder, name));
      return `${name} ${ino} ${mtimeMs}`;
    });
    return (await Promise.all(stats)).join("\n");
  }

  /** Runs once; tells whether manifests were rendered anew. */
  async function rendersNow(): Promise<boolean> {
    const before = await entries();
    const report = await workplace.once([], { env: env() });
    expect(verdictOf(report.of("web"))).toBe("Synced Healthy");
    return (await entries()) !== before;
  }

  test("hard of a declared application renders once more and once only, and again for a new timestamp", async () => {
    expect(await rendersNow()).toBe(false);
    await declare({ [refresh]: "hard" });
    expect(await rendersNow()).toBe(true);
    expect(await rendersNow()).toBe(false);
    await declare({ [refresh]: "hard", [timestamp]: "2026-01-01T00:00:00Z" });
    expect(await rendersNow()).toBe(true);
    expect(await rendersNow()).toBe(false);
  });

  test("of a plain look renders nothing anew", async () => {
    await declare({ [refresh]: "normal" });
    expect(await rendersNow()).toBe(false);
  });

  test.each([
    ["hard", true],
    ["normal", false],
  ])("%s set by app patch asks for one look, and is gone from then on", async (value, isRendered) => {
    await declare({});
    await rendersNow();
    const change = JSON.stringify({ metadata: { annotations: { [refresh]: value } } });
    const args = ["--type", "merge", "--patch", change, "-o", "json"];
    const patched = await workplace.run(["app", "patch", "web", ...args], { env: env() });
    expect(patched).toMatchObject({ code: 0, stderr: "" });
    const shown = await workplace.run(["app", "get", "web", "-o", "json"], { env: env() });
    expect(JSON.parse(shown.stdout)).toMatchObject({ status: { refreshing: true } });
    expect(shown.stdout).not.toContain(refresh);
    expect(await rendersNow()).toBe(isRendered);
    const after = await workplace.run(["app", "get", "web", "-o", "json"], { env: env() });
    expect(JSON.parse(after.stdout).status).not.toHaveProperty("refreshing");
    expect(await rendersNow()).toBe(false);
  });
});

describe("timeout.reconciliation", () => {
  const name = { namespace: "argocd", name: "web" };
  const minuteMs = 60_000;
  const processes: WorldProcess[] = [];
  let world: World;

  beforeAll(async () => {
    // The clock is the test's: what waits for the cluster has a moment of real time.
    world = await World.open({ kubeconfig: inject("kubeconfig"), tick: () => pause(20) });
  });

  afterAll(async () => {
    await Promise.all(processes.map((process) => process.close()));
    await world.close();
  });

  /** The functions of an installation with such an argocd-cm, and its application, synced. */
  async function open(data: Readonly<Record<string, string>>) {
    const namespace = await makeSpace("period");
    const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-cm" }, data };
    const { settings, problems } = parseSettings(manifest);
    expect(problems).toEqual([]);
    const process = world.startProcess(namespace, { dailySlots: true });
    processes.push(process);
    const factory = new Factory(world, { ...process, ports: { ...process.ports, settings } });
    const declared = application(name.name, { repoUrl: repository.url, path: "app", namespace });
    await world.save({ ...declared, metadata: name });
    await process.ports.applications.mark(name, world.clock.now);
    await factory.serve(name);
    await factory.drain();
    expect(await keyOf(namespace)).toBe("1");
    return { factory, namespace };
  }

  /** Lets time go by with messages of the schedule alone: nobody observes the cluster or the repository. */
  async function wait(factory: Factory, milliseconds: number): Promise<void> {
    world.clock.now += milliseconds;
    for (const woken of await world.reader.applications.claimDue(world.clock.now)) await factory.serve(woken);
    await factory.drain();
  }

  async function drift(namespace: string): Promise<void> {
    await patch({ kind: "ConfigMap", namespace, name: "one" }, { data: { key: "by hand" } });
  }

  test("finds a drift made by hand within the period, by the schedule alone, time and again", async () => {
    const { factory, namespace } = await open({
      "timeout.reconciliation": "120s",
      "timeout.reconciliation.jitter": "60s",
    });
    for (let time = 0; time < 2; time += 1) {
      await drift(namespace);
      await wait(factory, 2 * minuteMs - 1);
      expect(await keyOf(namespace)).toBe("by hand");
      await wait(factory, minuteMs + 1);
      await wait(factory, 10_000); // where self-healing waits after it has healed before
      expect(await keyOf(namespace)).toBe("1");
      await wait(factory, 10 * minuteMs);
    }
  });

  test.each(["0", "0s"])("of %s leaves it to observations and to one look a day", async (period) => {
    const { factory, namespace } = await open({ "timeout.reconciliation": period });
    await drift(namespace);
    const { due = 0 } = await world.readCounters(name);
    expect(due - world.clock.now).toBeGreaterThan(60 * minuteMs);
    await wait(factory, 30 * minuteMs);
    expect(await keyOf(namespace)).toBe("by hand");
    await wait(factory, due - world.clock.now);
    expect(await keyOf(namespace)).toBe("1");
  });

  test("of new renders renders after that period, and compares in between without", async () => {
    const { factory } = await open({
      "timeout.reconciliation": "60s",
      "timeout.hard.reconciliation": "120s",
    });
    const renders: number[] = [];
    for (let minute = 1; minute <= 4; minute += 1) {
      world.clock.now += minuteMs;
      const outcome = await factory.serve(name);
      renders.push(outcome.held ? -1 : outcome.renders);
    }
    expect(renders).toEqual([0, 1, 0, 1]);
  });
});
