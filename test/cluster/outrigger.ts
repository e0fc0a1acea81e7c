import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pLimit from "p-limit";
import { afterAll, inject } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import type { SyncRecord } from "../../src/record/state.ts";
import { type Ended, type Report, toReport } from "./run-report.ts";

/** The built program, as people start it. */
const program = fileURLToPath(new URL("../../dist/cli/outrigger.js", import.meta.url));
/** Each process takes about a CPU second to start. */
const inTurn = pLimit(3);

/** A process that runs. */
export type Started = {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has printed on standard output so far. */
  stdout(): string;
};

/** Somebody's own folder: applications, state folder, environment. */
export type Workplace = {
  readonly folder: string;
  readonly state: string;
  /** Writes the manifests that `--apps` names, in place of the ones before. */
  declare(...manifests: readonly JsonObject[]): Promise<void>;
  /** Runs a command to its end. */
  run(args: readonly string[], options?: StartOptions): Promise<Ended>;
  /** Starts a command. */
  start(args: readonly string[], options?: StartOptions): Started;
  /** `run --once -o json` of what is declared. */
  once(args?: readonly string[], options?: StartOptions): Promise<Report>;
  /** `records -o json`, newest first. */
  records(application?: string): Promise<readonly SyncRecord[]>;
};

type StartOptions = { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string };

let cache: Promise<string> | undefined;
const folders: string[] = [];
const running = new Set<ChildProcess>();

afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await Promise.all(
    folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })),
  );
});

/** Makes a folder that is removed when the test file ends. */
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-e2e-"));
  folders.push(folder);
  return folder;
}

/** Opens a new workplace; helm and kubectl are unpacked once for all workplaces of a test file. */
export async function openWorkplace(): Promise<Workplace> {
  const folder = await makeFolder();
  cache ??= makeFolder();
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    XDG_CACHE_HOME: await cache,
    KUBECONFIG: inject("kubeconfig"),
  };
  const apps = join(folder, "apps");
  const state = join(folder, "state");
  await mkdir(apps);
  const start: Workplace["start"] = (args, options = {}) =>
    startProgram(args, { cwd: folder, env: { ...env, ...options.env }, stdin: options.stdin });
  const run: Workplace["run"] = async (args, options) => await inTurn(() => start(args, options).ended);
  return {
    folder,
    state,
    start,
    run,
    async declare(...manifests) {
      const text = manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n");
      await writeFile(join(apps, "apps.yaml"), text);
    },
    async once(args = [], options = {}) {
      return toReport(await run(["run", "--apps", apps, "--once", "-o", "json", ...args], options));
    },
    async records(application) {
      const name = application === undefined ? [] : [application];
      const ended = await run(["records", ...name, "-o", "json"]);
      if (ended.code !== 0) throw new Error(`Cannot read records: ${ended.stderr}`);
      const { items }: { items: SyncRecord[] } = JSON.parse(ended.stdout);
      return items;
    },
  };

  function startProgram(
    args: readonly string[],
    { cwd, env: own, stdin }: { cwd: string; env: NodeJS.ProcessEnv; stdin: string | undefined },
  ): Started {
    const options = args[0] === "render" || args[0] === "version" ? [] : ["--state", state];
    const child = spawn(process.execPath, [program, ...args, ...options], {
      cwd,
      env: own,
      stdio: ["pipe", "pipe", "pipe"],
    });
    running.add(child);
    child.stdin.end(stdin ?? "");
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        texts[name] += text;
      });
    }
    const ended = once(child, "close").then(() => {
      running.delete(child);
      return { code: child.exitCode, ...texts };
    });
    return { process: child, ended, stdout: () => texts.stdout };
  }
}
