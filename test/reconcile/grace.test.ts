import { describe, expect, test } from "vitest";
import { reconcile } from "../../src/reconcile.ts";
import { configMap } from "../stories/manifests.ts";
import { automatic, openMall } from "./shop.ts";

const mall = openMall();

/** Looks while Git cannot be reached, after a sync that went well. */
async function lookWithoutGit(afterMs: number, port = 9): Promise<Awaited<ReturnType<typeof reconcile>>> {
  const { shop, world } = mall;
  await world.wait(afterMs);
  await shop.process.ports.applications.mark(shop.name, world.clock.now);
  const refused = Promise.reject(await unreachable(port));
  refused.catch(() => undefined);
  const git = { ...shop.process.ports.git, resolve: () => refused };
  const deadline = world.clock.now + 60_000;
  return await reconcile(shop.name, { ...shop.process.ports, git }, { deadline });
}

async function unreachable(port: number): Promise<unknown> {
  const { ports } = mall.shop.process;
  return await ports.git.resolve(`http://127.0.0.1:${port}/shop.git`, "main").then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a repository that cannot be reached", () => {
  test("leaves the status as it was for its grace, with a condition; then it is Unknown", async () => {
    const { shop } = mall;
    await shop.declare(automatic);
    await shop.sync({ "a.yaml": configMap("a", "1") });
    const first = await lookWithoutGit(60_000);
    const early = first.held ? undefined : first.state;
    expect(early?.sync.status).toBe("Synced");
    expect(early?.conditions.map(({ type }) => type)).toEqual(["ComparisonError"]);
    const later = await lookWithoutGit(200_000);
    expect(later.held ? undefined : later.state?.sync.status).toBe("Unknown");
    expect((await shop.settle()).state?.sync.status).toBe("Synced");
  });

  test("has its grace from the first error of a run, whatever each says, and the condition says until when", async () => {
    const { shop, world } = mall;
    await shop.declare(automatic);
    await shop.sync({ "a.yaml": configMap("a", "1") });
    const states = [];
    const begin = world.clock.now + 60_000;
    for (const [afterMs, port] of [
      [60_000, 9],
      [100_000, 11],
      [79_000, 9],
      [1_000, 11],
    ] as const) {
      const outcome = await lookWithoutGit(afterMs, port);
      if (outcome.held || outcome.state === undefined) throw new Error("nobody looked");
      states.push(outcome.state);
    }
    expect(states.map(({ sync }) => sync.status)).toEqual(["Synced", "Synced", "Synced", "Unknown"]);
    expect(states.map(({ conditions }) => conditions.map(({ since }) => since))).toEqual(
      states.map(() => [begin]),
    );
    const until = `; until ${new Date(begin + 180_000).toISOString()} its status stays as it was`;
    const messages = states.map(({ conditions }) => conditions[0]?.message ?? "");
    expect(messages.map((message) => message.endsWith(until))).toEqual([true, true, true, false]);
    expect(messages[3]).not.toContain("its status stays");
    // Another run of errors has a grace of its own.
    expect((await shop.settle()).state?.sync.status).toBe("Synced");
    const again = await lookWithoutGit(1_000);
    expect(again.held ? undefined : again.state?.sync.status).toBe("Synced");
  });
});
