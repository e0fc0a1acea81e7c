/**
 * The story of the minute. In comes nothing but what was last seen; out go messages to whom something may concern. A tick renders,
 * compares and reconciles nothing, so it costs a few requests however many applications are at rest; it may be missed, run late,
 * or beside another.
 *
 * 1. Every repository in use is asked for its heads, once for all applications that use it; one that has moved is observed.
 *    One that nobody has observed yet is observed, too. A targetRevision that is a full SHA needs no question.
 * 2. Every cluster in use is observed: only its own resource versions say whether it has moved.
 * 3. Applications that are due, and that nobody sent a message for of late, are woken: it was lost, or nobody sent one.
 * The three do not wait for each other, and an outside that fails does not keep the others from being asked.
 */
import { limits } from "./limits.ts";
import { type Failure, orFailure } from "./moves/failure.ts";
import { resolveHead } from "./moves/resolve-head.ts";
import type { TickPorts } from "./ports/ports.ts";
import { maskUrl } from "./source/repository-url.ts";
import { inParallel } from "./tasks/in-parallel.ts";

/** What a tick came to, for logs and metrics. */
export type TickReport = {
  /** Repositories and clusters in use. */
  readonly repositories: number;
  readonly clusters: number;
  /** Repositories that are to be observed: they moved, or nobody has observed them yet. */
  readonly moved: number;
  /** Applications that were due without a message. */
  readonly woken: number;
  readonly failures: readonly Failure[];
};

/** Tells everybody whom it may concern that something may have moved; gives the facts of it. */
export async function tick(ports: TickPorts): Promise<TickReport> {
  const [repositories, clusters, woken] = await Promise.all([
    orFailure("repositories", () => askRepositories(ports)),
    orFailure("clusters", () => observeClusters(ports)),
    orFailure("due applications", () => wakeDue(ports)),
  ]);
  const asked = "answer" in repositories ? repositories.answer : { count: 0, moved: 0, failures: [] };
  const failed = [repositories, clusters, woken].flatMap((part) => ("failure" in part ? [part.failure] : []));
  return {
    repositories: asked.count,
    clusters: "answer" in clusters ? clusters.answer : 0,
    moved: asked.moved,
    woken: "answer" in woken ? woken.answer : 0,
    failures: [...failed, ...asked.failures],
  };
}

type Asked = { readonly count: number; readonly moved: number; readonly failures: readonly Failure[] };

async function askRepositories(ports: TickPorts): Promise<Asked> {
  const repoUrls = await ports.seen.repositories.list();
  // Each is told at once: a repository that does not answer for a minute holds nobody up.
  const parts = await inParallel(repoUrls, limits.outsidesAtOnceMax, (repoUrl) =>
    orFailure(maskUrl(repoUrl), async () => {
      const moved = await hasMoved(repoUrl, ports);
      if (moved) await ports.queues.observe([{ kind: "repository", repoUrl }]);
      return moved;
    }),
  );
  return {
    count: repoUrls.length,
    moved: parts.filter((part) => "answer" in part && part.answer).length,
    failures: parts.flatMap((part) => ("failure" in part ? [part.failure] : [])),
  };
}

async function hasMoved(repoUrl: string, { seen, refs }: TickPorts): Promise<boolean> {
  const heads = Object.entries(await seen.repositories.readHeads(repoUrl));
  if (heads.length === 0) return true;
  // One after the other: the first asks the repository, and the others are answered by what it said.
  for (const [targetRevision, sha] of heads) {
    if ((await resolveHead(repoUrl, targetRevision, refs)) !== sha) return true;
  }
  return false;
}

async function observeClusters({ seen, queues }: TickPorts): Promise<number> {
  const clusters = await seen.clusters.list();
  if (clusters.length > 0) {
    await queues.observe(clusters.map((cluster) => ({ kind: "cluster", cluster }) as const));
  }
  return clusters.length;
}

async function wakeDue({ applications, clock, queues }: TickPorts): Promise<number> {
  const names = await applications.claimDue(clock.now());
  if (names.length > 0) await queues.wake(names);
  return names.length;
}
