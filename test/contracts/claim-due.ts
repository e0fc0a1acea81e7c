import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApplicationName } from "../../src/application/application.ts";
import { limits } from "../../src/limits.ts";
import {
  type ApplicationsHarness,
  codeFrom,
  expectDueWhenOwed,
  newName,
  stateOf,
  take,
  type Worker,
} from "./worker.ts";

const pauseMs = limits.resendPauseMs;

/** What a tick is given to send, and what it is not, on any adapter. */
export function claimDueContract(adapter: string, open: () => Promise<ApplicationsHarness>): void {
  describe(`${adapter} gives what is due to be sent`, () => {
    let harness: ApplicationsHarness;
    let name: ApplicationName;
    let a: Worker;
    let b: Worker;
    const mark = (at = harness.clock.now) => a.applications.mark(name, at);
    const finish = async (waitMs: number | undefined) => {
      const dueAt = waitMs === undefined ? undefined : harness.clock.now + waitMs;
      return a.applications.finish(await take(a, name), { state: stateOf("x") }, dueAt);
    };
    const claims = async (worker: Worker) =>
      (await worker.applications.claimDue(harness.clock.now)).filter((each) => each.name === name.name);
    /** Whether a tick is given it now. */
    const isGiven = async (worker = b) => (await claims(worker)).length === 1;
    const pass = (ms: number) => {
      harness.clock.now += ms;
    };

    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());
    beforeEach(() => {
      name = newName();
      a = harness.start();
      b = harness.start();
    });

    describe("a message may be on its way", () => {
      test("what was marked is given when its message must have been lost", async () => {
        await mark();
        pass(pauseMs - 1);
        expect(await isGiven()).toBe(false);
        pass(1);
        expect(await isGiven()).toBe(true);
      });
      test("what was marked for later is given that much later", async () => {
        await mark(harness.clock.now + 60_000);
        pass(60_000 + pauseMs - 1);
        expect(await isGiven()).toBe(false);
        pass(1);
        expect(await isGiven()).toBe(true);
      });
      test("a mark that brings it forward counts from then", async () => {
        await mark(harness.clock.now + limits.queueDelayMsMax);
        await mark();
        pass(pauseMs);
        expect(await isGiven()).toBe(true);
      });
      test("a wait is given when its delayed message must have been lost", async () => {
        await mark();
        await finish(10_000);
        pass(10_000 + pauseMs - 1);
        expect(await isGiven()).toBe(false);
        pass(1);
        expect(await isGiven()).toBe(true);
      });
      test("a wait that no queue holds a message for is given as soon as it is due", async () => {
        await mark();
        await finish(limits.queueDelayMsMax + 1);
        pass(limits.queueDelayMsMax);
        expect(await isGiven()).toBe(false);
        pass(1);
        expect(await isGiven()).toBe(true);
      });
      test("what was marked while somebody was at work is given at once, for its message was dropped", async () => {
        await mark();
        const lease = await take(a, name);
        await b.applications.mark(name, harness.clock.now);
        expect(await a.applications.finish(lease, {}, undefined)).toBe("again");
        expect(await isGiven()).toBe(true);
      });
    });

    describe("given once", () => {
      test("and again only when that message must have been lost, too", async () => {
        await mark();
        for (let round = 0; round < 3; round += 1) {
          pass(pauseMs);
          expect(await isGiven()).toBe(true);
          expect(await isGiven(a)).toBe(false);
        }
      });
      test("by one of ten ticks that overlap", async () => {
        const others = Array.from({ length: 20 }, newName);
        for (const other of [name, ...others]) await a.applications.mark(other, harness.clock.now);
        pass(pauseMs);
        const ticks = Array.from({ length: 10 }, () => harness.start());
        const given = await Promise.all(ticks.map((tick) => tick.applications.claimDue(harness.clock.now)));
        const mine = given.flat().map((each) => each.name);
        for (const other of [name, ...others])
          expect(mine.filter((each) => each === other.name)).toHaveLength(1);
      });
      test("a claim whose answer is another's, since it was sent twice, is made again later", async () => {
        await mark();
        pass(pauseMs);
        b.setWeather("doubled");
        expect(await isGiven()).toBe(false);
        pass(pauseMs);
        expect(await isGiven(a)).toBe(true);
      });
      test("a table that does not answer is an error, and nothing is lost", async () => {
        await mark();
        pass(pauseMs);
        b.setWeather("lost");
        expect(await codeFrom(claims(b))).toBe("STATE_UNREACHABLE");
        pass(pauseMs);
        expect(await isGiven(a)).toBe(true);
      });
    });

    describe("never in the way of the work", () => {
      test("a claim leaves everything but the time of its message", async () => {
        await mark();
        pass(pauseMs);
        const before = await expectDueWhenOwed(harness, name);
        await claims(b);
        expect(await expectDueWhenOwed(harness, name)).toEqual({ ...before, sent: harness.clock.now });
      });
      test("claims that race an acquire: the lease is taken, and what is leased is not given", async () => {
        for (let round = 0; round < 10; round += 1) {
          await mark();
          pass(pauseMs);
          const [lease] = await Promise.all([take(a, name), claims(b), claims(harness.start())]);
          expect(await isGiven()).toBe(false);
          await a.applications.finish(lease, {}, undefined);
          expect(await expectDueWhenOwed(harness, name)).not.toHaveProperty("sent");
        }
      });
      test("marks that race a claim are counted, and it is due", async () => {
        for (let round = 1; round <= 10; round += 1) {
          await Promise.all([mark(), claims(b), mark(harness.clock.now - 1)]);
          pass(pauseMs);
          expect(await expectDueWhenOwed(harness, name)).toMatchObject({ want: 2 * round });
        }
        expect(await isGiven()).toBe(true);
      });
      test("finishes that race a claim: what is done stays done", async () => {
        for (let round = 0; round < 10; round += 1) {
          await mark();
          pass(pauseMs);
          const lease = await take(a, name);
          await Promise.all([a.applications.finish(lease, {}, undefined), claims(b)]);
          const head = await expectDueWhenOwed(harness, name);
          expect([head.due, head.sent, head.owner]).toEqual([undefined, undefined, undefined]);
        }
      });
    });

    describe("what somebody holds", () => {
      test("is not given, marked meanwhile or not", async () => {
        await mark();
        await take(a, name);
        pass(harness.leaseMs);
        expect(await isGiven()).toBe(false);
        await mark();
        expect(await isGiven()).toBe(false);
      });
      test.each([
        ["and never marked meanwhile", false],
        ["whatever was sent meanwhile", true],
      ])("is given once, as soon as the lease is over, %s", async (_, isMarked) => {
        await mark();
        await take(a, name);
        pass(harness.leaseMs - 1);
        if (isMarked) await mark();
        pass(2);
        expect(await isGiven()).toBe(true);
        expect(await isGiven(a)).toBe(false);
        expect(await take(b, name)).toMatchObject({ tries: 2 });
      });
      test("whose lease was over for a while, and is finished after all, is not given any more", async () => {
        await mark();
        const lease = await take(a, name);
        pass(harness.leaseMs + 1);
        expect(await isGiven()).toBe(true);
        expect(await a.applications.finish(lease, {}, undefined)).toBe("done");
        expect(await expectDueWhenOwed(harness, name)).not.toHaveProperty("sent");
        pass(pauseMs);
        expect(await isGiven()).toBe(false);
      });
      test("is given once, at once, when its owner is dead", async () => {
        await mark();
        await take(a, name);
        harness.dead.add(a.owner);
        expect(await isGiven()).toBe(true);
        expect(await isGiven()).toBe(false);
        expect(await take(b, name)).toMatchObject({ tries: 2 });
      });
      test("by a dead owner is given to one of ten ticks that overlap", async () => {
        await mark();
        await take(a, name);
        harness.dead.add(a.owner);
        const ticks = Array.from({ length: 10 }, () => harness.start());
        expect((await Promise.all(ticks.map(claims))).flat()).toHaveLength(1);
      });
    });

    test("what is done is not given", async () => {
      await mark();
      await finish(undefined);
      pass(pauseMs);
      expect(await isGiven()).toBe(false);
    });
    test("the earliest come first", async () => {
      const later = newName();
      await a.applications.mark(later, harness.clock.now - 1);
      await mark(harness.clock.now - 2);
      pass(pauseMs);
      const order = (await b.applications.claimDue(harness.clock.now)).map((each) => each.name);
      expect(order.indexOf(name.name)).toBeLessThan(order.indexOf(later.name));
      expect(order).toContain(name.name);
    });
  });
}
