import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Serverless, ServerlessPlugin } from "../../src/local/serverless-plugin.ts";

let folder: string;
let running: (() => Promise<unknown>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "outrigger-plugin-"));
  running = [];
  vi.stubEnv("OUTRIGGER_STATE", join(folder, "state"));
  vi.stubEnv("OUTRIGGER_APPS", "");
});
afterEach(async () => {
  for (const close of running) await close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

class ServerlessError extends Error {}
class AwsCompileLayers {
  compareWithLastLayer(): Promise<void> {
    return Promise.reject(new Error("no AWS here"));
  }
}

/** A service as serverless hands it to a plugin, for one command. */
function load(...commands: string[]) {
  const layers = new AwsCompileLayers();
  const spawned: string[] = [];
  const functions = {
    tick: { name: "x-tick", timeout: 60, environment: { OUTRIGGER_TABLE: "on-aws" } },
    observe: { name: "x-observe", timeout: 120 },
    reconcile: { name: "x-reconcile", timeout: 900 },
  };
  const serverless: Serverless = {
    serviceDir: folder,
    service: { functions, custom: {} },
    processedInput: { commands },
    pluginManager: { plugins: [{}, layers], spawn: (command) => Promise.resolve(void spawned.push(command)) },
    classes: { Error: ServerlessError },
  };
  const log = { notice: () => undefined, warning: () => undefined };
  const { hooks } = new ServerlessPlugin(serverless, {}, { log });
  const pass = async (hook: string) => await hooks[hook]?.();
  running.push(() => pass("finalize"));
  return { functions, layers, spawned, pass };
}

const isOpen = async () =>
  await access(join(folder, "state", "owner.json")).then(
    () => true,
    () => false,
  );

describe("the plugin of serverless", () => {
  test.each([["package"], ["deploy"], ["info"], ["print"]])(
    "%s opens and changes nothing",
    async (command) => {
      const { functions, pass } = load(command);
      await pass("initialize");
      expect(functions.tick.environment).toEqual({ OUTRIGGER_TABLE: "on-aws" });
      expect(await isOpen()).toBe(false);
    },
  );

  test.each([[["offline"]], [["offline", "start"]], [["invoke", "local"]]])(
    "%j opens the state folder and tells every function of it, in place of what is for AWS",
    async (commands) => {
      const { functions, pass } = load(...commands);
      await pass("initialize");
      expect(await isOpen()).toBe(true);
      for (const each of Object.values(functions)) {
        expect(each).toMatchObject({ environment: { OUTRIGGER_STATE: join(folder, "state") } });
      }
      expect(functions.tick.environment).toMatchObject({ OUTRIGGER_TABLE: "outrigger" });
    },
  );

  test.each(["before:offline:start:end", "finalize", "error"])("%s closes what was opened", async (hook) => {
    const { pass } = load("offline");
    await pass("initialize");
    await pass(hook);
    expect(await isOpen()).toBe(false);
  });

  test("offline becomes offline start, which has an end", async () => {
    const { spawned, pass } = load("offline");
    await pass("before:offline:start");
    expect(spawned).toEqual(["offline:start"]);
  });

  test("package asks nothing of AWS, deploy does", async () => {
    const packaging = load("package");
    await packaging.pass("before:package:compileLayers");
    await expect(packaging.layers.compareWithLastLayer()).resolves.toBeUndefined();
    const deploying = load("deploy");
    await deploying.pass("before:package:compileLayers");
    await expect(deploying.layers.compareWithLastLayer()).rejects.toThrow("no AWS here");
  });

  test("reconciles can be made short, to see what happens when one runs out of time", async () => {
    vi.stubEnv("OUTRIGGER_RECONCILE_SECONDS", "7");
    const { functions, pass } = load("offline");
    await pass("initialize");
    expect(functions.reconcile.timeout).toBe(7);
    expect(functions.observe.timeout).toBe(120);
  });

  test("what a person can set right is told as serverless tells its own errors, without a stack", async () => {
    vi.stubEnv("OUTRIGGER_APPS", "/not/there");
    const { pass } = load("offline");
    await expect(pass("initialize")).rejects.toThrow(ServerlessError);
    await expect(pass("initialize")).rejects.toThrow("Cannot read /not/there: no such file or folder");
  });
});
