import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ApplicationName, formatApplicationName } from "../../src/application/application.ts";
import type { Queues } from "../../src/ports/queues.ts";
import { newName } from "./worker.ts";

/** One time that a function was given a message. */
export type Delivery = {
  readonly queue: "reconcile" | "observe";
  readonly messageId: string;
  readonly body: string;
  readonly receives: number;
  readonly at: number;
};

/** What a function does with a message. `unanswered`: it works on it for ever; `lost`: it does it, and nobody hears of it. */
export type Verdict = "ok" | "item failure" | "error" | "lost" | "unanswered";

/** Queues under test, with functions behind them. */
export type QueuesHarness = {
  readonly queues: Queues;
  readonly deliveries: readonly Delivery[];
  /** What functions do with a message that holds a text, its n-th delivery counted from 1; "ok" if nothing is said. */
  setVerdict(text: string, verdict: (delivery: number) => Verdict): void;
  /** Delivers each message that holds this text twice at once. */
  readonly doubled: string;
  readonly visibilityMs: number;
  readonly receivesMax: number;
  counts(queue: "reconcile" | "observe" | "dead letters"): Promise<Counts>;
  deadLetters(): Promise<readonly string[]>;
  /** Ends the process that has the queues, at once and without a word, and starts another. */
  kill(): Promise<void>;
  close(): Promise<void>;
};

export type Counts = { readonly visible: number; readonly inFlight: number; readonly delayed: number };

const waitMsMax = 15_000;

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + waitMsMax;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("it never came to be");
    await sleep(2);
  }
}

/** What the Queues port promises, and the queues behind it, on any adapter. */
export function queuesContract(adapter: string, open: () => Promise<QueuesHarness>): void {
  describe(`${adapter} keeps the contract of Queues`, () => {
    let harness: QueuesHarness;
    let name: ApplicationName;

    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());
    beforeEach(() => {
      name = newName();
    });

    const wake = (...names: readonly ApplicationName[]) => harness.queues.wake(names);
    const bodyOf = (each: ApplicationName) => JSON.stringify({ application: formatApplicationName(each) });
    const to = (each: ApplicationName) => harness.deliveries.filter(({ body }) => body === bodyOf(each));
    const times = (count: number, each = name) => until(() => to(each).length >= count);
    const isEmpty = async (queue: "reconcile" | "observe") => {
      const counts = await harness.counts(queue);
      return counts.visible + counts.inFlight + counts.delayed === 0;
    };
    /** All that was sent is done: what did not come by then does not come. */
    const settle = () => until(async () => (await isEmpty("reconcile")) && (await isEmpty("observe")));
    const failWith = (verdict: Verdict, count: number) =>
      harness.setVerdict(bodyOf(name), (delivery) => (delivery <= count ? verdict : "ok"));

    describe("wake", () => {
      test("says which application, and nothing else", async () => {
        await wake(name);
        await times(1);
        expect(to(name)).toMatchObject([{ queue: "reconcile", receives: 1 }]);
        await settle();
      });
      test("twice is two messages", async () => {
        await wake(name);
        await wake(name);
        await times(2);
        await settle();
        expect(new Set(to(name).map(({ messageId }) => messageId)).size).toBe(2);
      });
      test("with one application twice is one message", async () => {
        await wake(name, { ...name });
        await times(1);
        await settle();
        expect(to(name)).toHaveLength(1);
      });
      test.each([0, 1, 10, 11, 25])("with %i applications is as many messages", async (count) => {
        const names = Array.from({ length: count }, newName);
        const before = harness.deliveries.length;
        await wake(...names);
        for (const each of names) await times(1, each);
        await settle();
        expect(harness.deliveries.length - before).toBe(count);
      });
      test("with a delay is rounded up to whole seconds", async () => {
        const sentAt = Date.now();
        await harness.queues.wake([name], 300);
        expect(await harness.counts("reconcile")).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
        await times(1);
        const delayMs = (to(name)[0]?.at ?? 0) - sentAt;
        expect(delayMs).toBeGreaterThanOrEqual(999);
        expect(delayMs).toBeLessThan(1_900);
        await settle();
      });
      test("with a delay lets others pass", async () => {
        const next = newName();
        await harness.queues.wake([name], 1_000);
        await wake(next);
        await times(1, next);
        expect(to(name)).toHaveLength(0);
        await times(1);
        await settle();
      });
      test.each([-1, 0, Number.NEGATIVE_INFINITY])("with a delay of %d is at once", async (delayMs) => {
        await harness.queues.wake([name], delayMs);
        await times(1);
        await settle();
      });
    });

    test("observe says which cluster or repository", async () => {
      const repoUrl = "https://git.example.com/shop/infra.git";
      await harness.queues.observe([
        { kind: "cluster", cluster: "arn:aws:eks:eu-central-1:123456789012:cluster/prod" },
        { kind: "repository", repoUrl },
      ]);
      const observed = () => harness.deliveries.filter(({ queue }) => queue === "observe");
      await until(() => observed().length === 2);
      const bodies = observed().map(({ body }) => JSON.parse(body));
      expect(bodies).toContainEqual({ cluster: "arn:aws:eks:eu-central-1:123456789012:cluster/prod" });
      expect(bodies).toContainEqual({ repository: repoUrl });
      await settle();
    });

    test("bury keeps a copy and its reason where people look, and wakes nobody", async () => {
      await harness.queues.bury(name, "it ended its process 6 times");
      await settle();
      const reason = "it ended its process 6 times";
      expect(await harness.deadLetters()).toEqual([
        JSON.stringify({ application: formatApplicationName(name), reason }),
      ]);
      expect(to(name)).toHaveLength(0);
    });

    describe("a message", () => {
      test.each<[string, Verdict]>([
        ["that its function names as failed", "item failure"],
        ["whose function fails", "error"],
        ["whose function's answer is lost", "lost"],
      ])("%s is delivered again, and says so", async (_, verdict) => {
        failWith(verdict, 2);
        await wake(name);
        await times(3);
        await settle();
        expect(to(name).map(({ receives }) => receives)).toEqual([1, 2, 3]);
        expect(new Set(to(name).map(({ messageId }) => messageId)).size).toBe(1);
      });
      test("that fails holds up nobody", async () => {
        const others = Array.from({ length: 12 }, newName);
        failWith("error", 2);
        await wake(name, ...others);
        await times(3);
        for (const each of others) expect(to(each)).toHaveLength(1);
        await settle();
      });
      test("that nobody finishes goes to somebody else after the visibility timeout", async () => {
        failWith("unanswered", 1);
        await wake(name);
        await times(2);
        const [first, second] = to(name).map(({ at }) => at);
        const pauseMs = (second ?? 0) - (first ?? 0);
        expect(pauseMs).toBeGreaterThanOrEqual(harness.visibilityMs - 50);
        await settle();
      });
      test("may come twice at once", async () => {
        const twice = { namespace: "argocd", name: `${name.name}-${harness.doubled}` };
        await wake(twice);
        await times(2, twice);
        await settle();
        expect(new Set(to(twice).map(({ messageId }) => messageId)).size).toBe(1);
      });
      test("that fails too often is a dead letter, once", async () => {
        failWith("error", Number.POSITIVE_INFINITY);
        const before = await harness.deadLetters();
        await wake(name);
        await until(async () => (await harness.deadLetters()).length > before.length);
        await settle();
        expect([...(await harness.deadLetters())].sort()).toEqual([...before, bodyOf(name)].sort());
        expect(to(name)).toHaveLength(harness.receivesMax);
      });
    });

    describe("the end of the process that has the queues", () => {
      test("loses no message that was accepted", async () => {
        const [delayed, ...held] = Array.from({ length: 31 }, newName);
        if (delayed === undefined) throw new Error("there are 31 names");
        let isKilled = false;
        for (const each of held) harness.setVerdict(bodyOf(each), () => (isKilled ? "ok" : "unanswered"));
        await harness.queues.wake([delayed], 1_000);
        await wake(...held);
        await until(() => held.some((each) => to(each).length > 0));
        isKilled = true;
        await harness.kill();
        for (const each of [delayed, ...held]) await times(1, each);
        await settle();
      });
      test("makes what was being delivered visible at once", async () => {
        failWith("unanswered", 1);
        await wake(name);
        await times(1);
        await harness.kill();
        const restartedAt = Date.now();
        await times(2);
        expect((to(name)[1]?.at ?? 0) - restartedAt).toBeLessThan(harness.visibilityMs / 2);
        await settle();
      });
      test("again and again by one message makes that a dead letter", async () => {
        const before = await harness.deadLetters();
        failWith("unanswered", Number.POSITIVE_INFINITY);
        await wake(name);
        for (let count = 1; count <= harness.receivesMax; count += 1) {
          await times(count);
          await harness.kill();
        }
        await settle();
        expect([...(await harness.deadLetters())].sort()).toEqual([...before, bodyOf(name)].sort());
        expect(to(name)).toHaveLength(harness.receivesMax);
      });
      test("forgets no dead letter and repeats no message that was finished", async () => {
        await wake(name);
        await times(1);
        await settle();
        const dead = await harness.deadLetters();
        await harness.kill();
        const next = newName();
        await wake(next);
        await times(1, next);
        await settle();
        expect(to(name)).toHaveLength(1);
        expect([...(await harness.deadLetters())].sort()).toEqual([...dead].sort());
      });
    });
  });
}
