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

/** The built program, as people start it. */
const program = fileURLToPath(new URL("../../dist/cli/outrigger.js", import.meta.url));
/** Each process takes about a CPU second to start. */
const inTurn = pLimit(3);

/** What a process printed, and how it ended; `code` is null after a signal. */
export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Started = {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has printed on standard output so far. */
  stdout(): string;
};

type Health = { readonly status: string; readonly message?: string };

export type ResourceLine = {
  readonly group?: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly status: string;
  readonly health?: Health;
  readonly syncWave?: number;
  readonly requiresPruning?: boolean;
};

export type HookLine = {
  readonly kind: string;
  readonly name: string;
  readonly syncPhase: string;
  readonly message: string;
  readonly status?: string;
  readonly hookPhase?: string;
};

/** Argo CD's status, as `-o json` prints it. */
export type Status = {
  readonly sync: { readonly status: string; readonly revision: string };
  readonly health: Health;
  readonly operationState?: {
    readonly phase: string;
    readonly message: string;
    readonly retryCount: number;
    readonly syncResult: { readonly resources: readonly HookLine[] };
  };
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  readonly resources: readonly ResourceLine[];
  readonly history: readonly { readonly id: number; readonly revision: string }[];
};

/** What one `run --once -o json` came to. */
export type Report = Ended & {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly status: Status;
  }[];
  /** The status of an application; throws when it is not there. */
  of(name: string): Status;
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

export type StartOptions = { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string };

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
export async function makeFolder(): Promise<string> {
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

function toReport(ended: Ended): Report {
  if (!ended.stdout.startsWith("{")) throw new Error(`No report, exit ${ended.code}: ${ended.stderr}`);
  const { items }: Pick<Report, "items"> = JSON.parse(ended.stdout);
  const of = (name: string) => {
    const item = items.find(({ metadata }) => metadata.name === name);
    if (item === undefined) throw new Error(`No application ${name} in ${ended.stdout}`);
    return item.status;
  };
  return { ...ended, items, of };
}

/** What an Application says beside its name. */
export type ApplicationParts = {
  readonly repoUrl: string;
  readonly path?: string;
  readonly targetRevision?: string;
  readonly namespace: string;
  readonly destination?: JsonObject;
  readonly source?: JsonObject;
  readonly syncPolicy?: JsonObject;
  readonly spec?: JsonObject;
};

/** Makes an Application that syncs, prunes and heals by itself, unless its parts say otherwise. */
export function application(name: string, parts: ApplicationParts): JsonObject {
  const { repoUrl, path = ".", targetRevision = "main", namespace } = parts;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name },
    spec: {
      project: "default",
      source: { repoURL: repoUrl, path, targetRevision, ...parts.source },
      destination: { server: "https://kubernetes.default.svc", namespace, ...parts.destination },
      syncPolicy: parts.syncPolicy ?? { automated: { prune: true, selfHeal: true } },
      ...parts.spec,
    },
  };
}

/** The two words that people look at first. */
export function verdictOf({ sync, health }: Status): string {
  return `${sync.status} ${health.status}`;
}

/** Conditions as `type: message` lines. */
export function conditionsOf({ conditions }: Status): string {
  return conditions.map(({ type, message }) => `${type}: ${message}`).join("\n");
}
