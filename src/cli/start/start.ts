/**
 * The room of `npm start`: all of Outrigger on this machine, for whoever has Git and Node and nothing else.
 *
 * In: flags. Out: a terminal that shows the applications, and an exit code. The steps, in order; all listen on 127.0.0.1 alone:
 * 1. ports that are taken are named, each with the flag that moves it, before anything starts;
 * 2. the cluster: the sandbox, in this process, or the one of --kubeconfig;
 * 3. Git: a bare repository in the state folder, with the examples as its first commit, behind `git http-backend`; every push is told
 *    to the webhook, signed. With --apps there is none: a person's own applications name their own repositories;
 * 4. at the same time the tools are unpacked and serverless-offline starts, a process of its own with the table and all functions;
 * 5. the table is joined, and the applications are shown until all are what they are to be; then what to try is printed.
 *
 * The end is the same, whatever it comes from: what was started last ends first. A process that is killed leaves nothing: Git and the
 * sandbox were inside it, and serverless-offline ends when it loses its parent.
 */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { locateTool } from "../../adapters/tools/locate-tools.ts";
import { messageOf } from "../../errors.ts";
import { openTable } from "../../local/open-local.ts";
import { readFileIfThere, savePrivateFile } from "../../local/private-file.ts";
import { type CommandContext, onSignals } from "../command-context.ts";
import { copyApplications, exampleRepository, examples, toExampleFiles } from "./examples.ts";
import { formatMissing, formatTable } from "./format-rows.ts";
import { choosePorts } from "./free-ports.ts";
import { requireGit } from "./git-program.ts";
import { startGitServer } from "./git-server.ts";
import { formatGuide } from "./guide.ts";
import { lookAgain } from "./look-again.ts";
import { type OfflineProcess, startOffline } from "./offline-process.ts";
import { findCluster, openSandbox, type StartedCluster } from "./open-cluster.ts";
import { type Declared, readOwnApplications } from "./own-applications.ts";
import { paintLine, wantsColor } from "./paint.ts";
import { sendPush } from "./push-webhook.ts";
import { createScreen, type Screen } from "./screen.ts";
import { seedRepository } from "./seed-repository.ts";
import {
  defaultState,
  kubeconfigName,
  type StartFlags,
  type StartSettings,
  toStartSettings,
} from "./start-settings.ts";
import { createSteps, type Step } from "./steps.ts";
import { watchApplications } from "./watch-applications.ts";

/** What every part of a start is handed. */
type Starting = {
  readonly settings: StartSettings;
  readonly env: NodeJS.ProcessEnv;
  readonly cacheFolder: string;
  readonly screen: Screen;
  readonly step: Step;
  readonly signal: AbortSignal;
  /** What is to be ended, the last first. */
  readonly running: AsyncDisposableStack;
};

type Started = {
  readonly cluster: StartedCluster;
  readonly declared: Declared;
  readonly repoUrl: string | undefined;
  readonly offline: OfflineProcess;
};

/** Runs `outrigger start` until a signal, or with --once until all is as expected; gives the exit code. */
export async function runStart(
  flags: StartFlags,
  context: CommandContext,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const settings = await toStartSettings(flags, env);
  const screen = createScreen(context.streams.out, wantsColor(env) ? paintLine : undefined);
  const running = new AsyncDisposableStack();
  // The first signal lets everything end in order.
  const signal = onSignals("SIGINT", "SIGTERM", "SIGHUP");
  const { cacheFolder } = context.environment;
  try {
    const ports = await choosePorts(settings.ports, toUnusedPorts(settings));
    const starting = {
      settings: { ...settings, ports },
      env,
      cacheFolder,
      screen,
      step: createSteps(screen),
      signal,
      running,
    };
    return await watch(await startAll(starting), starting);
  } catch (error) {
    if (!signal.aborted) throw error;
    return settings.once ? 1 : 0;
  } finally {
    if (signal.aborted) screen.print("Ending what was started\n");
    await running.disposeAsync();
  }
}

function toUnusedPorts({ cluster, apps }: StartSettings): readonly ("cluster" | "git")[] {
  return [
    ...(cluster === undefined ? [] : ["cluster" as const]),
    ...(apps === undefined ? [] : ["git" as const]),
  ];
}

async function startAll(starting: Starting): Promise<Started> {
  const { settings, step, running } = starting;
  const { stateFolder } = settings;
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const secret = await readOrMakeSecret(join(stateFolder, "webhook.secret"));
  const cluster = await step(
    "cluster",
    () => openCluster(settings),
    ({ url }) => `${settings.cluster === undefined ? "sandbox" : "yours"}, ${url}`,
  );
  running.defer(() => cluster.close());
  const { declared, repoUrl } =
    settings.apps === undefined
      ? await startExamples(starting, secret)
      : { declared: await readOwnApplications(settings.apps, stateFolder), repoUrl: undefined };
  const offline = await startFunctions(starting, { cluster, declared, secret });
  return { cluster, declared, repoUrl, offline };
}

async function openCluster({
  cluster,
  stateFolder,
  ports,
  timeScale,
}: StartSettings): Promise<StartedCluster> {
  if (cluster !== undefined) return await findCluster(cluster);
  return await openSandbox({ stateFolder, port: ports.cluster, timeScale });
}

async function readOrMakeSecret(path: string): Promise<string> {
  const known = (await readFileIfThere(path))?.trim();
  if (known) return known;
  const secret = randomBytes(32).toString("base64url");
  await savePrivateFile(path, `${secret}\n`);
  return secret;
}

async function startExamples(
  { settings, env, step, screen, running }: Starting,
  secret: string,
): Promise<{ readonly declared: Declared; readonly repoUrl: string }> {
  const { project, stateFolder, ports } = settings;
  const root = join(stateFolder, "git");
  const url = `http://127.0.0.1:${ports.api}/api/webhook`;
  const server = await step(
    "Git",
    async () => {
      await requireGit(env);
      await seedRepository({ path: join(root, exampleRepository), files: toExampleFiles(project), env });
      const onPush = (repository: string) => {
        sendPush({ url, secret, repoUrl: `http://127.0.0.1:${ports.git}/${repository}` }).catch((error) =>
          screen.print(`Cannot tell the webhook of a push: ${messageOf(error)}; the next look finds it\n`),
        );
      };
      return await startGitServer({ root, port: ports.git, env, onPush });
    },
    (started) => `${started.url}/${exampleRepository}`,
  );
  running.defer(() => server.close());
  const path = await copyApplications(project, join(stateFolder, "applications"), server.url);
  return { declared: { paths: [path], goals: examples }, repoUrl: `${server.url}/${exampleRepository}` };
}

type FunctionsNeed = {
  readonly cluster: StartedCluster;
  readonly declared: Declared;
  readonly secret: string;
};

/** Both take long and wait for different things. The first failure is told once both are over. */
async function startFunctions(starting: Starting, need: FunctionsNeed): Promise<OfflineProcess> {
  const { settings, step, signal, running } = starting;
  const env = toFunctionEnvironment(starting, need);
  const logPath = join(settings.stateFolder, "offline.log");
  const [tools, offline] = await Promise.allSettled([
    step(
      "tools",
      () => readyTools(env),
      () => "helm and kubectl",
    ),
    step(
      "functions",
      () => startOffline({ project: settings.project, env, logPath, signal }),
      () => `serverless-offline, http://127.0.0.1:${settings.ports.api}`,
    ),
  ]);
  if (offline.status === "rejected") throw offline.reason;
  running.defer(() => offline.value.stop());
  if (tools.status === "rejected") throw tools.reason;
  return offline.value;
}

/** Unpacks the tools before a function needs them; throws TOOL_MISSING where there are none. */
async function readyTools(env: NodeJS.ProcessEnv): Promise<void> {
  const places = { folder: env["OUTRIGGER_TOOLS"] ?? "", path: env["PATH"] ?? "", useBundle: true };
  await locateTool("helm", places);
  await locateTool("kustomize", places);
}

function toFunctionEnvironment(
  { settings, env, cacheFolder }: Starting,
  { cluster, declared, secret }: FunctionsNeed,
): NodeJS.ProcessEnv {
  const cache = env["OUTRIGGER_CACHE"] || cacheFolder;
  return {
    ...env,
    KUBECONFIG: cluster.kubeconfig.path,
    OUTRIGGER_CONTEXT: cluster.kubeconfig.context ?? "",
    OUTRIGGER_STATE: settings.stateFolder,
    OUTRIGGER_APPS: declared.paths.join(delimiter),
    OUTRIGGER_CACHE: cache,
    OUTRIGGER_TOOLS: env["OUTRIGGER_TOOLS"] || join(cache, "tools"),
    OUTRIGGER_GITHUB_WEBHOOK_SECRET: secret,
    OUTRIGGER_HTTP_PORT: String(settings.ports.api),
    OUTRIGGER_LAMBDA_PORT: String(settings.ports.lambda),
  };
}

async function watch(started: Started, starting: Starting): Promise<number> {
  const { settings, screen, signal, running } = starting;
  const { offline, cluster, declared } = started;
  const table = await openTable(settings.stateFolder);
  running.defer(() => table.close());
  await lookAgain(table);
  screen.print("\n");
  const over = new AbortController();
  const watched = watchApplications({
    sources: table,
    goals: declared.goals,
    screen,
    signal: AbortSignal.any([signal, over.signal]),
    timeoutMs: settings.once ? settings.timeoutMs : undefined,
    tick: () => offline.tick(),
    wasTouched: () => cluster.wasTouched(),
    onReached(rows) {
      const table = `${formatTable(rows).join("\n")}\n`;
      const seconds = (performance.now() / 1_000).toFixed(1);
      if (!screen.isLive) screen.print(`\n${table}`);
      screen.print(`\nAll applications are as they should be, after ${seconds} s\n\n`);
      if (!settings.once) screen.print(formatGuide(toGuide(started, starting)));
      return settings.once;
    },
  });
  const { end, rows } = await Promise.race([watched, offline.crashed]).finally(async () => {
    over.abort();
    await watched.catch(() => undefined); // it reads the table, which is closed next
  });
  if (end === "reached") return 0;
  screen.show([]);
  screen.print(`\nNot as expected after ${settings.timeoutMs / 1_000} s:\n${formatMissing(rows)}`);
  return 1;
}

function toGuide(
  { cluster, repoUrl }: Started,
  { settings, env }: Starting,
): Parameters<typeof formatGuide>[0] {
  const { stateName, ports } = settings;
  const { path, context } = cluster.kubeconfig;
  const kubeconfig = settings.cluster === undefined ? join(stateName, kubeconfigName) : path;
  const isFound = stateName === defaultState && settings.cluster === undefined && !env["KUBECONFIG"];
  return {
    apiUrl: `http://127.0.0.1:${ports.api}`,
    clusterUrl: cluster.url,
    repoUrl,
    kubectlFlags: isFound
      ? []
      : [`--kubeconfig=${kubeconfig}`, ...(context === undefined ? [] : [`--context=${context}`])],
    paths: { kubeconfig, token: join(stateName, "api.token"), log: join(stateName, "offline.log") },
  };
}
