import { setTimeout as pause } from "node:timers/promises";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitServer, startGitServer } from "../git-server.ts";
import { list, namesOf } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { type Event, follow } from "./follow.ts";
import { configMap, deployment, job, service, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { until } from "./until.ts";
import { followRequests } from "./writes.ts";

/** How often a process is killed, and where the moments come from: printed, so that a run can be repeated. */
const killCount = Number(process.env["OUTRIGGER_KILLS"] ?? 10);
const seed = Number(process.env["OUTRIGGER_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
console.log(`${killCount} kills (OUTRIGGER_KILLS), seed ${seed} (OUTRIGGER_SEED)`);

/** So many stories at a time, each in its own namespace and state folder. */
const inTurn = pLimit(3);

/** Hooks in every phase and three waves, with every way a hook is deleted. */
const story = toYaml(
  job("migrate-", { hook: "PreSync" }),
  job("prepare", { hook: "PreSync", wave: "1", delete: "HookSucceeded" }),
  configMap("settings", { color: "green" }),
  deployment("backend", 1),
  service("backend"),
  job("switch", { hook: "Sync", wave: "1", delete: "BeforeHookCreation" }),
  configMap("switched", { done: "yes" }, { wave: "1" }),
  configMap("noted", { by: "hook" }, { hook: "Sync", wave: "1" }),
  deployment("frontend", 2, { wave: "2" }),
  service("frontend", { wave: "2" }),
  job("announce", { hook: "PostSync", delete: "HookSucceeded" }, { ttlSecondsAfterFinished: 0 }),
);

/** Moments as shares of a whole sync: spread over all of it, each at a random place of its part. */
type Case = { readonly title: string; readonly shares: readonly number[] };

function toCases(): readonly Case[] {
  const random = createRandom(seed);
  const moments = Array.from({ length: killCount }, (_, index) => (index + random()) / killCount);
  const cases: Case[] = [];
  // Every fourth story is killed three times.
  for (let next = 0; next < moments.length; ) {
    const count = cases.length % 4 === 3 ? 3 : 1;
    const taken = moments.slice(next, next + count);
    next += count;
    const [first = 0, ...others] = taken;
    const shares = [first, ...others.map(() => random())];
    cases.push({ title: shares.map((share) => `${Math.round(share * 100)} %`).join(", then "), shares });
  }
  return cases;
}

/** Mulberry32: small, and the same everywhere. */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Everything that must be the same at the end, however a story went. */
type End = {
  readonly code: number | null;
  readonly verdict: string;
  readonly operation: string | undefined;
  readonly conditions: number;
  readonly resources: readonly string[];
  readonly objects: readonly string[];
  /** Each hook with how often it was created. */
  readonly hooks: readonly string[];
  /** Operations that hooks were created for, beside the one on record. */
  readonly otherOperations: readonly string[];
  readonly records: readonly string[];
  readonly history: number;
};

type Told = {
  readonly end: End;
  readonly kills: number;
  readonly moments: number;
  /** Hooks that had been started when the process was killed for the last time. */
  readonly hooksBefore: number;
};

let server: GitServer;
let repoUrl: string;
let wholeMs: number;
let reference: End;

beforeAll(async () => {
  server = await startGitServer();
  const repository = await server.createRepository("story");
  repoUrl = repository.url;
  await repository.commit({ "story.yaml": story }, "Tell a story");
  // As many at a time as later, so that a whole sync takes what it will take then.
  const measured = await Promise.all([measure(), measure(), measure()]);
  wholeMs = Math.min(...measured.map(({ ms }) => ms));
  reference = measured[0].end;
  console.log(`a whole sync takes ${wholeMs} ms`);
});

afterAll(() => server.close());

async function measure(): Promise<{ readonly ms: number; readonly end: End }> {
  const { namespace, workplace } = await open();
  const watch = await openWatch(namespace);
  const start = Date.now();
  await workplace.once();
  const ms = Date.now() - start;
  return { ms, end: await toEnd(namespace, workplace, watch) };
}

async function open(): Promise<{ readonly namespace: string; readonly workplace: Workplace }> {
  const namespace = await makeSpace("crash");
  const workplace = await openWorkplace();
  await workplace.declare(application("story", { repoUrl, namespace }));
  return { namespace, workplace };
}

type Watch = {
  /** Hooks that have been created so far. */
  readonly hooksSeen: () => number;
  readonly stop: () => Promise<{ readonly events: readonly Event[]; readonly posts: readonly string[] }>;
};

/** Creations of hooks, told twice: by a watch, and by the audit log where there is one. */
async function openWatch(namespace: string): Promise<Watch> {
  const jobs = await follow("Job", namespace);
  const maps = await follow("ConfigMap", namespace);
  const readRequests = await followRequests(namespace);
  return {
    hooksSeen: () => [...jobs.events, ...maps.events].filter(isHookStart).length,
    stop: async () => {
      const events = [...jobs.stop(), ...maps.stop()];
      const made = (await readRequests()).filter(({ code }) => code === 201);
      return { events, posts: made.filter(({ resource }) => resource === "jobs").map(({ name }) => name) };
    },
  };
}

/** Starts a sync, kills it at each moment, and lets it come to its end. */
async function killAndRestart(moments: readonly number[]): Promise<Told> {
  const { namespace, workplace } = await open();
  const watch = await openWatch(namespace);
  let kills = 0;
  for (const moment of moments) {
    const args = ["run", "--apps", "apps", "--once", "-o", "json"];
    const started = workplace.start(args);
    await Promise.race([pause(moment), started.ended]);
    started.process.kill("SIGKILL");
    await started.ended;
    if (started.process.signalCode === "SIGKILL") kills += 1;
  }
  const hooksBefore = watch.hooksSeen();
  const end = await toEnd(namespace, workplace, watch);
  return { end, kills, moments: moments.length, hooksBefore };
}

/** Runs to the end (a run at rest says the same again), and puts together what there is. */
async function toEnd(namespace: string, workplace: Workplace, watch: Watch): Promise<End> {
  const report = await workplace.once();
  const status = report.of("story");
  const records = await workplace.records("story");
  await until("deleted hooks are gone", async () => {
    const jobs = await list("Job", namespace);
    return jobs.every(({ metadata }) => metadata.deletionTimestamp === undefined);
  });
  const { events, posts } = await watch.stop();
  const hooks = events.filter(isHookStart);
  const marks = hooks.map(({ object }) => markOf(object) ?? "");
  const [record] = records;
  const made = hooks.map(({ object }) => object.metadata.name);
  if (posts.length > 0) {
    const jobs = hooks
      .filter(({ object }) => object.kind === "Job")
      .map(({ object }) => object.metadata.name);
    expect([...posts].sort()).toEqual(jobs.sort());
  }
  const kinds = ["ConfigMap", "Deployment", "Job", "Service"];
  const names = await Promise.all(kinds.map((kind) => namesOf(kind, namespace)));
  return {
    code: report.code,
    verdict: verdictOf(status),
    operation: status.operationState?.phase,
    conditions: status.conditions.length,
    resources: status.resources.map((line) => `${line.kind} ${line.name} ${line.status}`),
    objects: kinds.flatMap((kind, index) =>
      (names[index] ?? []).map((name) => `${kind} ${withoutHash(name)}`),
    ),
    hooks: [...made.map(withoutHash)].sort(),
    otherOperations: marks.filter((mark) => mark !== record?.operation),
    records: records.map(({ phase, results }) => `${phase}: ${results.length} results`),
    history: status.history.length,
  };
}

function isHookStart({ type, object }: Event): boolean {
  return type === "ADDED" && markOf(object) !== undefined;
}

function markOf({ metadata }: Event["object"]): string | undefined {
  return metadata.annotations?.["outrigger.dev/operation"];
}

function withoutHash(name: string): string {
  return name.replace(/-[0-9a-f]{10}$/, "-");
}

describe("a sync with hooks and waves that is killed and started again", () => {
  test("the whole story, not killed", () => {
    expect(reference).toMatchObject({
      code: 0,
      verdict: "Synced Healthy",
      operation: "Succeeded",
      conditions: 0,
      hooks: ["announce", "migrate-", "noted", "prepare", "switch"],
      otherOperations: [],
      records: ["Succeeded: 11 results"],
      history: 1,
    });
    expect(reference.objects).toEqual([
      "ConfigMap noted",
      "ConfigMap settings",
      "ConfigMap switched",
      "Deployment backend",
      "Deployment frontend",
      "Job migrate-",
      "Job switch",
      "Service backend",
      "Service frontend",
    ]);
  });

  test("always comes to the same end, runs each hook once, and leaves one record", {
    timeout: 3_600_000,
  }, async () => {
    const told = await Promise.all(toCases().map((each) => inTurn(() => tellCase(each))));
    expect(told.reduce((sum, { kills }) => sum + kills, 0)).toBe(killCount);
    const between = told.filter(({ hooksBefore }) => hooksBefore > 0 && hooksBefore < reference.hooks.length);
    console.log(`${between.length} of ${told.length} stories went on between two hooks`);
    expect(between.length).toBeGreaterThan(0);
  });
});

/** A process that had ended before its moment came was not killed: the story is told again with an earlier moment. */
async function tellCase({ title, shares }: Case): Promise<Told> {
  for (let factor = 1; ; factor *= 0.8) {
    const told = await killAndRestart(shares.map((share) => share * wholeMs * factor));
    expect(told.end, `killed at ${title}`).toEqual(reference);
    if (told.kills === told.moments) return told;
  }
}
