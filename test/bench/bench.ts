/*
 * Measures a first sync and a run with no change on a real API server, beside kubectl and a bare loop of the same requests.
 * Prints one JSON object on standard output and its progress on standard error.
 *
 * 1. Every contender runs three times, in turn, each time in fresh namespaces that are there before its clock starts. The
 *    median counts. Between two runs the cluster's controllers finish what the last one gave them.
 * 2. sync: a fresh process with an empty table, repository cloned and manifests rendered (both cached on disk), from the
 *    first write to the table until the last of the operations is recorded as Succeeded. Node's start and imports are not in.
 * 3. noChange: another fresh process, from the first write to the table until every application has its outcome.
 * 4. kubectl: from its start to its end. The bare loop: from its first request to its last answer.
 *
 * 5. webhook: a signed push to the applied objects, in serverless-offline. idleTick: a tick and its observation with nothing new.
 * 6. sandbox: the embedded cluster, a bundled process, asked by another process; applies beside the real API server.
 * 7. verdicts, planning, scripts: what is computed without a cluster, each in a process of its own.
 * 8. bundles: bytes of each function's package, and the time of its import in a fresh process.
 *
 * Exit code 0: it could measure; the figures are for others to judge. 1: it could not.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sandboxScript } from "../cluster/sandbox-process.ts";
import { type GitServer, startGitServer } from "../git-server.ts";
import { measureBundles } from "./bundle-figures.ts";
import { type Run, runBareLoop, runKubectl, writeApplications } from "./contenders.ts";
import { measurePure } from "./pure-figures.ts";
import { type Measured, toReport } from "./report.ts";
import { measureIdleTick } from "./run-idle-tick.ts";
import { stopProcesses } from "./run-process.ts";
import { bundleScript, type ProgramFigures, runProgram } from "./run-program.ts";
import { measureSandbox } from "./sandbox-figures.ts";
import { toRounded } from "./statistics.ts";
import { openTestCluster, type TestCluster } from "./test-cluster.ts";
import { measureWebhook } from "./webhook-figure.ts";
import {
  applicationName,
  filesOf,
  namespacesOf,
  objectsOf,
  objectsPerApplication,
  workload,
} from "./workload.ts";

const rounds = 3;
let isStopped = false;
const repository = resolve(import.meta.dirname, "..", "..");
/** What is stopped at the end, the last first. */
const closing: (() => Promise<unknown>)[] = [];

type Bench = {
  readonly cluster: TestCluster;
  readonly kubectl: readonly [string, ...string[]];
  readonly git: GitServer;
  readonly repoUrl: string;
  readonly script: string;
  readonly folder: string;
};

async function main(): Promise<void> {
  const bench = await setUp();
  const sync: ProgramFigures[] = [];
  const noChange: ProgramFigures[] = [];
  const kubectlSeconds: number[] = [];
  const bareLoopSeconds: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    kubectlSeconds.push(await inCalm(bench, `kubectl-${round}`, (run) => runKubectl(bench.kubectl, run)));
    bareLoopSeconds.push(await inCalm(bench, `bare-${round}`, runBareLoop));
    const figures = await inCalm(bench, `outrigger-${round}`, (run) => runOurs(bench, run));
    sync.push(figures.sync);
    noChange.push(figures.noChange);
  }
  const functions = await measureFunctions(bench);
  const pure = await measurePure(join(repository, "dist", "cli", "outrigger.js"));
  const objects = workload.applications * objectsPerApplication;
  const measured: Measured = { objects, sync, noChange, kubectlSeconds, bareLoopSeconds };
  const machine = {
    node: process.version,
    cores: availableParallelism(),
    loadAverage: loadavg().map((load) => toRounded(load, 2)),
  };
  process.stdout.write(
    `${JSON.stringify({ ...toReport(measured), ...functions, ...pure, machine }, undefined, 2)}\n`,
  );
}

async function setUp(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-bench-"));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const script = await bundleScript(repository, join(import.meta.dirname, "program.ts"));
  closing.push(() => rm(script, { force: true }));
  say("starting a cluster");
  const cluster = await openTestCluster(repository);
  closing.push(() => cluster.close());
  const git = await startGit();
  const repoUrl = await commitWorkload(git);
  const kubectl = await cluster.findKubectl(join(folder, "tools"));
  return { cluster, kubectl, git, repoUrl, script, folder };
}

async function startGit(): Promise<GitServer> {
  const server = await startGitServer();
  closing.push(() => server.close());
  return server;
}

async function commitWorkload(server: GitServer): Promise<string> {
  const { url, commit } = await server.createRepository("workload");
  const files = Array.from({ length: workload.applications }, (_, index) =>
    Object.entries(filesOf(objectsOf(index))).map(([file, text]) => [
      `${applicationName(index)}/${file}`,
      text,
    ]),
  );
  await commit(Object.fromEntries(files.flat()));
  return url;
}

/** Runs one contender in namespaces of its own, on a cluster that is at rest. */
async function inCalm<T>(bench: Bench, name: string, work: (run: Run) => Promise<T>): Promise<T> {
  if (isStopped) throw new Error("Cannot measure: it was stopped");
  const { cluster, folder } = bench;
  const namespaces = namespacesOf(`bench-${process.pid}-${name}`);
  await cluster.createNamespaces(namespaces);
  await cluster.waitUntilCalm();
  const result = await work({ kubeconfig: cluster.kubeconfig, namespaces, folder: join(folder, name) });
  say(`${name}: ${JSON.stringify(result)}`);
  return result;
}

type Ours = { readonly sync: ProgramFigures; readonly noChange: ProgramFigures };

async function runOurs({ cluster, repoUrl, script, folder }: Bench, run: Run): Promise<Ours> {
  const order = {
    applications: await writeApplications(run, repoUrl),
    kubeconfig: run.kubeconfig,
    stateFolder: join(run.folder, "state"),
    cacheFolder: join(folder, "cache"),
  };
  await runProgram(script, { ...order, mode: "warm", stateFolder: join(run.folder, "warm-state") });
  const sync = await runProgram(script, { ...order, mode: "sync" });
  await cluster.waitUntilCalm();
  const noChange = await runProgram(script, { ...order, mode: "noChange" });
  return { sync, noChange };
}

/** What the functions weigh, what a push and a minute without change take with all of them, and how fast the sandbox is. */
async function measureFunctions(bench: Bench) {
  const { cluster, git, folder } = bench;
  const bundles = await measureBundles(join(repository, "dist", "functions"));
  const [pushed = "", idle = ""] = [`bench-${process.pid}-pushed`, `bench-${process.pid}-idle`];
  await cluster.createNamespaces([pushed, idle]);
  await cluster.waitUntilCalm();
  const { kubeconfig } = cluster;
  const place = async (namespace: string) => ({
    kubeconfig,
    namespace,
    repository: await git.createRepository(namespace),
    folder: join(folder, namespace),
  });
  const webhook = await measureWebhook(await place(pushed));
  const idleTick = await measureIdleTick(await place(idle));
  const sandbox = await measureSandboxBeside(bench);
  return { webhook, idleTick, sandbox, bundles };
}

async function measureSandboxBeside({ cluster, folder }: Bench) {
  const namespace = `bench-${process.pid}-sandbox`;
  await cluster.createNamespaces([namespace]);
  await cluster.waitUntilCalm();
  const script = await bundleScript(repository, sandboxScript);
  closing.push(() => rm(script, { force: true }));
  return measureSandbox({
    script,
    kubeconfig: cluster.kubeconfig,
    namespace,
    folder: join(folder, namespace),
  });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) {
    await close().catch((error: unknown) => say(`Cannot clean up: ${String(error)}`));
  }
}

function toText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${toText(error.cause)}`;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // What runs now fails, and so main ends and everything is closed below.
  process.on(signal, () => {
    isStopped = true;
    stopProcesses();
  });
}
try {
  await main();
} catch (error) {
  say(`error: ${toText(error)}`);
  process.exitCode = 1;
} finally {
  await closeAll();
}
