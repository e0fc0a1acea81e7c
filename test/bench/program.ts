import { PassThrough } from "node:stream";
import type { CommandContext } from "../../src/cli/command-context.ts";
import { readControlPlane, toViewOptions } from "../../src/cli/command-context.ts";
import { runRound } from "../../src/cli/run-round.ts";
import { type Local, openLocal } from "../../src/local/open-local.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { loadSubject } from "../../src/stories/load-subject.ts";
import { renderRaw } from "../../src/stories/observe-application.ts";
import { countRequests, watchRequests } from "./request-counter.ts";
import type { ProgramFigures, ProgramOrder } from "./run-program.ts";

// The whole program in a process of its own, so that CPU time and memory are its own. It prints one line of JSON.
// warm     clones and renders, so that packs and renders are cached
// sync     one round as `outrigger run --once` does it; measured until the last operation has succeeded
// noChange one more round; measured until every application has its outcome

const [text = "{}"] = process.argv.slice(2);
const order: ProgramOrder = JSON.parse(text);
const silent = Object.assign(new PassThrough(), { isTTY: false }).resume();
const context: CommandContext = {
  environment: {
    cacheFolder: order.cacheFolder,
    kubeconfigPaths: [order.kubeconfig],
    username: "bench",
    toolPath: "",
    color: false,
    repositories: [],
    server: "",
    authToken: "",
  },
  streams: { out: silent, err: Object.assign(process.stderr, { isTTY: false }) },
  isVerbose: () => true,
};
const timeoutMs = 120_000;

const sent = watchRequests();
const controlPlane = await readControlPlane([order.applications], context);
const local = await openLocal({
  ...toViewOptions(context, {}),
  stateFolder: order.stateFolder,
  controlPlane: () => controlPlane,
});
try {
  const figures = order.mode === "warm" ? await warm() : await measure();
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await local.close();
}

async function warm(): Promise<ProgramFigures> {
  await local.saveSpecs(controlPlane.manifests);
  const watch = startWatch();
  for (const { name } of controlPlane.applications) {
    const subject = await loadSubject(name, local.ports);
    if (subject === undefined) throw new Error(`Cannot find application ${name.name}`);
    const { source } = subject.application;
    const revision = await local.ports.git.resolve(source.repoUrl, source.targetRevision);
    const catalog = await subject.connection.cluster.discover({ fresh: false });
    await renderRaw(subject.application, revision, { catalog, ports: local.ports });
  }
  return watch.read(0);
}

/** Runs one round to its end; the figures are those of the moment that ends the measure. */
async function measure(): Promise<ProgramFigures> {
  const watch = startWatch();
  const succeeded = new Set<string>();
  let renders = 0;
  let atSuccess: ProgramFigures | undefined;
  const watched = watchPorts(local.ports, {
    onRender: () => {
      renders += 1;
    },
    onSuccess: (name) => {
      succeeded.add(name);
      if (succeeded.size === controlPlane.applications.length) atSuccess ??= watch.read(renders);
    },
  });
  const items = await runRound(
    controlPlane,
    { ...local, ports: watched },
    { context, options: { ...runOptions, apps: [order.applications], state: order.stateFolder } },
  );
  const atEnd = watch.read(renders);
  const bad = items.find(({ state }) => state.sync.status !== "Synced");
  if (bad !== undefined) throw new Error(`Cannot measure: ${JSON.stringify(bad.state).slice(0, 2_000)}`);
  const figures = order.mode === "sync" ? atSuccess : atEnd;
  if (figures === undefined) throw new Error("Cannot measure: not every operation has succeeded");
  return figures;
}

const runOptions = {
  once: true,
  interval: 60_000,
  sync: false,
  timeout: timeoutMs,
  dryRun: false,
  output: "table",
} as const;

function startWatch(): { read(renders: number): ProgramFigures } {
  const before = sent.length;
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  return {
    read(renders) {
      const seconds = (performance.now() - startedAt) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      return {
        seconds,
        cpuSeconds: (user + system) / 1e6,
        peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
        renders,
        ...countRequests(sent.slice(before)),
      };
    },
  };
}

type Events = { onRender(): void; onSuccess(name: string): void };

function watchPorts(ports: Local["ports"], events: Events): Ports {
  const { applications, renderCache } = ports;
  return {
    ...ports,
    renderCache: {
      read: (key) => renderCache.read(key),
      save: (key, manifests) => {
        events.onRender();
        return renderCache.save(key, manifests);
      },
    },
    applications: {
      mark: (name, dueAt, ask) => applications.mark(name, dueAt, ask),
      acquire: (name, given) => applications.acquire(name, given),
      save: (lease, head) => applications.save(lease, head),
      claimDue: (now) => applications.claimDue(now),
      finish: async (lease, head, dueAt) => {
        const outcome = await applications.finish(lease, head, dueAt);
        if (head !== "removed" && head.state?.lastOperation?.phase === "Succeeded")
          events.onSuccess(lease.name.name);
        return outcome;
      },
    },
  };
}
