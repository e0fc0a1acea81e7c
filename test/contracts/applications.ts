import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApplicationName } from "../../src/application/application.ts";
import type { Head } from "../../src/ports/applications.ts";
import type { Ask } from "../../src/record/ask.ts";
import {
  type ApplicationsHarness,
  codeFrom,
  expectDueWhenOwed,
  newName,
  stateOf,
  take,
  type Worker,
} from "./worker.ts";

const saved = (text: string): Head => ({ state: stateOf(text) });

/** The protocol of the Applications port, step by step, on any adapter. */
export function applicationsContract(adapter: string, open: () => Promise<ApplicationsHarness>): void {
  describe(`${adapter} keeps the protocol of Applications`, () => {
    let harness: ApplicationsHarness;
    let name: ApplicationName;
    let a: Worker;
    let b: Worker;
    const check = () => expectDueWhenOwed(harness, name);
    const mark = (at = harness.clock.now) => a.applications.mark(name, at);

    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());
    beforeEach(() => {
      name = newName();
      a = harness.start();
      b = harness.start();
    });

    describe("mark", () => {
      test("counts and sets due", async () => {
        await mark();
        expect(await check()).toMatchObject({ want: 1, done: 0, due: harness.clock.now });
      });
      test.each([
        ["a later one leaves an earlier due", 0, 5_000, 0],
        ["an earlier one moves due", 5_000, 0, 0],
        ["the same again leaves due", 3_000, 3_000, 3_000],
      ])("%s", async (_, first, second, due) => {
        const { now } = harness.clock;
        await mark(now + first);
        await mark(now + second);
        expect(await check()).toMatchObject({ want: 2, due: now + due });
      });
      test("thirty at once are all counted", async () => {
        await Promise.all(Array.from({ length: 30 }, () => mark()));
        expect(await check()).toMatchObject({ want: 30 });
      });
      test("one whose answer is lost is made again: a look more, and nothing else", async () => {
        a.setWeather("lost");
        expect(await codeFrom(mark())).toBe("STATE_UNREACHABLE");
        a.setWeather("fine");
        await mark();
        const lease = await take(a, name);
        expect(await a.applications.finish(lease, saved("x"), undefined)).toBe("done");
        expect(await check()).toMatchObject({ want: 2, done: 2 });
      });
      test("a late one, after all is done, is one more look", async () => {
        await mark();
        await a.applications.finish(await take(a, name), saved("x"), undefined);
        await mark();
        await mark();
        expect(await b.applications.finish(await take(b, name), saved("y"), undefined)).toBe("done");
        expect(await check()).toMatchObject({ want: 3, done: 3 });
      });
    });

    describe("acquire", () => {
      test("gives nothing where nothing was ever wanted", async () => {
        expect(await a.applications.acquire(name)).toBeUndefined();
        expect(await harness.inspect(name)).toBeUndefined();
      });
      test("gives nothing before it is due", async () => {
        await mark(harness.clock.now + 1);
        expect(await a.applications.acquire(name)).toBeUndefined();
        harness.clock.now += 1;
        expect(await a.applications.acquire(name)).toBeDefined();
      });
      test("gives token, want, tries and the end of the lease", async () => {
        await mark();
        await mark();
        const lease = await take(a, name);
        expect(lease).toMatchObject({ name, owner: a.owner, token: 1, want: 2, tries: 1, head: {} });
        expect(lease.expiresAt()).toBe(harness.clock.now + harness.leaseMs);
        expect(await check()).toMatchObject({
          owner: a.owner,
          exp: lease.expiresAt(),
          due: lease.expiresAt(),
        });
      });
      test("with a mark takes what nobody marked, in one write", async () => {
        const lease = await a.applications.acquire(name, { mark: true });
        expect(lease).toMatchObject({ owner: a.owner, token: 1, want: 1, tries: 1 });
        expect(await check()).toMatchObject({ want: 1, token: 1 });
      });
      test("with a mark, refused: whoever has it is told to look again", async () => {
        await mark();
        const lease = await take(a, name);
        expect(await b.applications.acquire(name, { mark: true })).toBeUndefined();
        expect(await a.applications.acquire(name, { mark: true })).toBeUndefined();
        expect(await a.applications.finish(lease, saved("x"), undefined)).toBe("again");
        expect(await check()).toMatchObject({ want: 3, done: 1 });
      });
      test("with a mark replaces a dead owner, and thirty at once are one lease and thirty wants", async () => {
        await mark();
        await take(a, name);
        harness.dead.add(a.owner);
        const workers = Array.from({ length: 30 }, () => harness.start());
        const leases = await Promise.all(
          workers.map((worker) => worker.applications.acquire(name, { mark: true })),
        );
        expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
        expect(await check()).toMatchObject({ token: 2, tries: 2, want: 31 });
      });
      test("thirty at once: one has it", async () => {
        await mark();
        const workers = Array.from({ length: 30 }, () => harness.start());
        const leases = await Promise.all(workers.map((worker) => worker.applications.acquire(name)));
        expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
        expect(await check()).toMatchObject({ token: 1, tries: 1 });
      });
      test("ten at once in one process: one has it", async () => {
        await mark();
        const leases = await Promise.all(Array.from({ length: 10 }, () => a.applications.acquire(name)));
        expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
        expect(await a.applications.acquire(name)).toBeUndefined();
      });
      test("a lost answer is found again: the lease is there and ours", async () => {
        await mark();
        a.setWeather("lost");
        expect(await codeFrom(a.applications.acquire(name))).toBe("STATE_UNREACHABLE");
        a.setWeather("fine");
        expect(await b.applications.acquire(name)).toBeUndefined();
        expect(await take(a, name)).toMatchObject({ owner: a.owner, token: 1, tries: 1 });
      });
      test("a request that is sent twice is one acquire", async () => {
        await mark();
        a.setWeather("doubled");
        expect(await take(a, name)).toMatchObject({ token: 1, tries: 1 });
      });
      test("a lease that is over goes to the next, with a higher token", async () => {
        await mark();
        await take(a, name);
        harness.clock.now += harness.leaseMs;
        expect(await b.applications.acquire(name)).toBeUndefined();
        harness.clock.now += 1;
        expect(await take(b, name)).toMatchObject({ owner: b.owner, token: 2, tries: 2 });
      });
      test("a dead owner is replaced at once, by one of thirty", async () => {
        await mark();
        await take(a, name);
        harness.dead.add(a.owner);
        const workers = Array.from({ length: 30 }, () => harness.start());
        const leases = await Promise.all(workers.map((worker) => worker.applications.acquire(name)));
        expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
        expect(await check()).toMatchObject({ token: 2, tries: 2 });
      });
      test.each(["lost", "doubled"] as const)(
        "a %s answer while a dead owner is replaced",
        async (weather) => {
          await mark();
          await take(a, name);
          harness.dead.add(a.owner);
          b.setWeather(weather);
          const first = await b.applications.acquire(name).catch(() => undefined);
          b.setWeather("fine");
          expect(first ?? (await take(b, name))).toMatchObject({ owner: b.owner });
          expect(await check()).toMatchObject({ owner: b.owner, token: 2 });
        },
      );
      test("tries count what was not finished, and the lease is given all the same", async () => {
        await mark();
        for (let tries = 1; tries <= 7; tries += 1) {
          expect(await take(harness.start(), name)).toMatchObject({ tries, token: tries });
          await check();
          harness.clock.now += harness.leaseMs + 1;
        }
        const lease = await take(a, name);
        await a.applications.finish(lease, saved("poisoned"), harness.clock.now);
        expect(await take(b, name)).toMatchObject({ tries: 1, head: saved("poisoned") });
      });
    });

    describe("save", () => {
      test("is what the next one reads", async () => {
        await mark();
        const lease = await take(a, name);
        await a.applications.save(lease, { ...saved("one"), bulk: { token: 1, sequence: 2, chunks: 3 } });
        await a.applications.save(lease, { ...saved("two"), bulk: { token: 1, sequence: 4, chunks: 1 } });
        harness.clock.now += harness.leaseMs + 1;
        const { head } = await take(b, name);
        expect(head).toEqual({ ...saved("two"), bulk: { token: 1, sequence: 4, chunks: 1 } });
      });
      test("leaves the lease, the wants and due as they are", async () => {
        await mark();
        const lease = await take(a, name);
        const before = await check();
        await a.applications.save(lease, saved("one"));
        expect(await check()).toEqual(before);
      });
      test.each(["lost", "doubled"] as const)(
        "a %s answer: it is saved, and saved again without harm",
        async (weather) => {
          await mark();
          const lease = await take(a, name);
          a.setWeather(weather);
          const code = await codeFrom(a.applications.save(lease, saved("one")));
          expect(code).toBe(weather === "lost" ? "STATE_UNREACHABLE" : "none");
          a.setWeather("fine");
          await a.applications.save(lease, saved("two"));
          await a.applications.finish(lease, saved("three"), harness.clock.now);
          expect(await take(b, name)).toMatchObject({ head: saved("three") });
        },
      );
    });

    describe("finish", () => {
      test("serves what was wanted, and nothing is due any more", async () => {
        await mark();
        const lease = await take(a, name);
        expect(await a.applications.finish(lease, saved("end"), undefined)).toBe("done");
        const head = await check();
        expect(head).toMatchObject({ want: 1, done: 1, token: 1, tries: 0 });
        expect([head.due, head.owner, head.exp]).toEqual([undefined, undefined, undefined]);
        expect(await b.applications.acquire(name)).toBeUndefined();
      });
      test("with a time keeps it due then", async () => {
        await mark();
        const dueAt = harness.clock.now + 5_000;
        expect(await a.applications.finish(await take(a, name), saved("wait"), dueAt)).toBe("done");
        expect(await check()).toMatchObject({ done: 1, due: dueAt });
        expect(await b.applications.acquire(name)).toBeUndefined();
        harness.clock.now = dueAt;
        expect(await take(b, name)).toMatchObject({ want: 1, tries: 1 });
      });
      test.each([
        ["nothing more", undefined],
        ["a wait", 60_000],
      ])("a mark before it is not lost, with %s: due now, again", async (_, wait) => {
        await mark();
        const lease = await take(a, name);
        await b.applications.mark(name, harness.clock.now);
        const dueAt = wait === undefined ? undefined : harness.clock.now + wait;
        expect(await a.applications.finish(lease, saved("end"), dueAt)).toBe("again");
        expect(await check()).toMatchObject({ want: 2, done: 1, due: harness.clock.now });
        expect(await take(b, name)).toMatchObject({ want: 2, tries: 1 });
      });
      test("a mark after it is not lost", async () => {
        await mark();
        expect(await a.applications.finish(await take(a, name), saved("end"), undefined)).toBe("done");
        await b.applications.mark(name, harness.clock.now);
        expect(await check()).toMatchObject({ want: 2, done: 1, due: harness.clock.now });
      });
      test("marks that race it are never lost", async () => {
        for (let round = 0; round < 15; round += 1) {
          await mark();
          const lease = await take(a, name);
          await Promise.all([
            a.applications.finish(lease, saved("end"), undefined),
            b.applications.mark(name, harness.clock.now),
            b.applications.mark(name, harness.clock.now),
          ]);
          const head = await check();
          expect(head.owner).toBeUndefined();
          expect(head.want - head.done).toBeGreaterThanOrEqual(0);
          if (head.due !== undefined) await a.applications.finish(await take(a, name), saved("x"), undefined);
          expect(await check()).toMatchObject({ done: head.want });
        }
      });
      test.each([
        ["lost", false, "done"],
        ["lost", true, "again"],
        ["doubled", false, "done"],
        ["doubled", true, "again"],
      ] as const)("a %s answer, marked meanwhile: %s", async (weather, marked, outcome) => {
        await mark();
        const lease = await take(a, name);
        if (marked) await mark();
        a.setWeather(weather);
        const first = await a.applications.finish(lease, saved("end"), undefined).catch(() => "failed");
        expect(first).toBe(weather === "lost" ? "failed" : outcome);
        a.setWeather("fine");
        expect(await a.applications.finish(lease, saved("end"), undefined)).toBe(outcome);
        expect(await check()).toMatchObject({ want: marked ? 2 : 1, done: 1, tries: 0 });
      });
    });

    describe("a worker that was paused beyond its lease", () => {
      test.each(["save", "finish"] as const)("gets LEASE_LOST at %s and changes nothing", async (verb) => {
        await mark();
        const stale = await take(a, name);
        harness.clock.now += harness.leaseMs + 1;
        const fresh = await take(b, name);
        await b.applications.save(fresh, saved("theirs"));
        const before = await check();
        const write =
          verb === "save"
            ? a.applications.save(stale, saved("stale"))
            : a.applications.finish(stale, saved("stale"), undefined);
        expect(await codeFrom(write)).toBe("LEASE_LOST");
        expect(await check()).toEqual(before);
        expect(stale.expiresAt()).toBe(0);
        await b.applications.finish(fresh, saved("theirs"), harness.clock.now);
        expect(await codeFrom(a.applications.save(stale, saved("stale")))).toBe("LEASE_LOST");
        expect((await take(b, name)).head).toEqual(saved("theirs"));
      });
      test("cannot save once it has finished", async () => {
        await mark();
        const lease = await take(a, name);
        await a.applications.finish(lease, saved("end"), undefined);
        expect(await codeFrom(a.applications.save(lease, saved("late")))).toBe("LEASE_LOST");
      });
    });

    describe("what a person asks for", () => {
      const asked = (id: string): Ask => ({ id, what: { kind: "hardRefresh" } });
      const ask = (id: string, at = harness.clock.now) => a.applications.mark(name, at, asked(id));

      test("is read by whoever acquires, and stays when it was served", async () => {
        await ask("one");
        const lease = await take(a, name);
        expect(lease).toMatchObject({ ask: asked("one"), want: 1, head: {} });
        await a.applications.finish(lease, saved("served"), undefined);
        await mark();
        expect(await take(b, name)).toMatchObject({ ask: asked("one"), want: 2 });
      });
      test.each([
        ["when that is earlier", 5_000, 0],
        ["when that is later", 0, 5_000],
        ["at the same time", 0, 0],
      ])("is replaced by what they ask next, %s", async (_, first, second) => {
        const { now } = harness.clock;
        await ask("one", now + first);
        await ask("two", now + second);
        expect(await take(a, name)).toMatchObject({ ask: asked("two"), want: 2 });
      });
      test("is not touched by a mark that asks for nothing", async () => {
        await ask("one");
        await mark(harness.clock.now - 1);
        await mark();
        expect((await take(a, name)).ask).toEqual(asked("one"));
      });
      test("that comes while somebody is at work is for the next", async () => {
        await ask("one");
        const lease = await take(a, name);
        await ask("two");
        await a.applications.save(lease, saved("at work"));
        expect(await a.applications.finish(lease, saved("served one"), undefined)).toBe("again");
        expect(await take(b, name)).toMatchObject({ ask: asked("two"), head: saved("served one") });
      });
      test("ten at once: one of them is there, and every mark counts", async () => {
        const ids = Array.from({ length: 10 }, (_, n) => `ask-${n}`);
        await Promise.all(ids.map((id) => ask(id)));
        const lease = await take(a, name);
        expect(lease.want).toBe(10);
        expect(ids).toContain(lease.ask?.id);
      });
      test("is nothing where nobody ever asked", async () => {
        await mark();
        expect((await take(a, name)).ask).toBeUndefined();
      });
      test("is refused where it is too large, and nothing is marked", async () => {
        expect(await codeFrom(ask("x".repeat(20_000)))).toBe("LIMIT_EXCEEDED");
        expect(await harness.inspect(name)).toBeUndefined();
      });
    });

    describe("what an application watches", () => {
      const watch = { repoUrl: "https://example.org/a.git", targetRevision: "main", sha: "", reads: {} };

      test("is what the next one reads, and stays where a write leaves it out", async () => {
        await mark();
        const lease = await take(a, name);
        await a.applications.save(lease, { ...saved("one"), watch });
        await a.applications.finish(lease, saved("two"), harness.clock.now);
        expect((await take(b, name)).head).toEqual({ ...saved("two"), watch });
      });
      test("is replaced as a whole", async () => {
        await mark();
        const lease = await take(a, name);
        await a.applications.save(lease, { watch: { ...watch, reads: { old: "1" } } });
        const next = { ...watch, targetRevision: "v2", reads: { "": "2" } };
        await a.applications.finish(lease, { watch: next }, harness.clock.now);
        expect((await take(b, name)).head).toEqual({ watch: next });
      });
    });
  });
}
