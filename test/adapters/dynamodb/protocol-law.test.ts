import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApplicationName } from "../../../src/application/application.ts";
import { limits } from "../../../src/limits.ts";
import type { Lease } from "../../../src/ports/applications.ts";
import { codeFrom, expectDueWhenOwed, newName, stateOf, type Weather } from "../../contracts/worker.ts";
import { openHarness, type TableHarness, type TableWorker } from "./harness.ts";

/** One thing that happens; those of one step happen at once. */
type Happening =
  | { readonly what: "mark"; readonly inMs: number }
  | { readonly what: "acquire" | "save" | "claim" | "crash" | "forget"; readonly who: number }
  | { readonly what: "finish"; readonly who: number; readonly inMs: number | undefined }
  | { readonly what: "weather"; readonly who: number; readonly weather: Weather }
  | { readonly what: "time"; readonly ms: number };

type Actor = { worker: TableWorker; lease: Lease | undefined };

const who = fc.integer({ min: 0, max: 2 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ what: fc.constant("mark" as const), inMs: fc.constantFrom(0, 0, 0, 3_000) }),
  fc.record({
    what: fc.constantFrom("acquire", "acquire", "acquire", "save", "claim", "crash", "forget"),
    who,
  }),
  fc.record({
    what: fc.constant("finish" as const),
    who,
    inMs: fc.constantFrom(undefined, undefined, 4_000),
  }),
  fc.record({
    what: fc.constant("weather" as const),
    who,
    weather: fc.constantFrom("fine", "lost", "doubled"),
  }),
  fc.record({ what: fc.constant("time" as const), ms: fc.constantFrom(1_000, 6_000, 10_001, 300_000) }),
);

let harness: TableHarness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness.close());

/** LEASE_LOST and a lost answer are expected outcomes. */
async function write(actor: Actor, work: (lease: Lease) => Promise<unknown>): Promise<void> {
  const { lease } = actor;
  if (lease === undefined) return;
  const code = await codeFrom(work(lease));
  expect(["none", "LEASE_LOST", "STATE_UNREACHABLE"]).toContain(code);
  if (code === "LEASE_LOST") actor.lease = undefined;
}

function happen(event: Happening, actors: readonly Actor[], name: ApplicationName): Promise<unknown> {
  if (event.what === "time") {
    harness.clock.now += event.ms;
    return Promise.resolve();
  }
  const actor = actors["who" in event ? event.who : 0];
  if (actor === undefined) return Promise.resolve();
  const { applications } = actor.worker;
  switch (event.what) {
    case "mark":
      return codeFrom(applications.mark(name, harness.clock.now + event.inMs));
    case "acquire":
      return acquire(actor, name);
    case "save":
      return write(actor, (lease) => applications.save(lease, { state: stateOf(`of ${lease.token}`) }));
    case "finish":
      return write(actor, async (lease) => {
        const dueAt = event.inMs === undefined ? undefined : harness.clock.now + event.inMs;
        await applications.finish(lease, { state: stateOf(`of ${lease.token}`) }, dueAt);
        actor.lease = undefined;
      });
    case "claim":
      return codeFrom(applications.claimDue(harness.clock.now));
    case "weather":
      actor.worker.setWeather(event.weather);
      return Promise.resolve();
    case "crash": // its process ends and everybody can see it
      harness.dead.add(actor.worker.owner);
      Object.assign(actor, { worker: harness.start(), lease: undefined });
      return Promise.resolve();
    case "forget": // its process ends where nobody can see it
      Object.assign(actor, { worker: harness.start(), lease: undefined });
      return Promise.resolve();
  }
}

async function acquire(actor: Actor, name: ApplicationName): Promise<void> {
  const lease = await actor.worker.applications.acquire(name).catch(() => undefined);
  if (lease !== undefined) actor.lease = lease;
}

async function drain(name: ApplicationName): Promise<void> {
  const { applications } = harness.start();
  for (let round = 0; round < 5; round += 1) {
    harness.clock.now += 20_000 + limits.resendPauseMs;
    const claimed = await applications.claimDue(harness.clock.now);
    if (!claimed.some((other) => other.name === name.name)) return;
    const lease = await applications.acquire(name);
    if (lease === undefined) throw new Error("what is due and free should be given");
    await applications.finish(lease, lease.head, undefined);
  }
}

async function play(steps: readonly (readonly Happening[])[]): Promise<void> {
  const name = newName();
  const actors: Actor[] = [0, 1, 2].map(() => ({ worker: harness.start(), lease: undefined }));
  const reader = harness.start();
  let token = 0;
  let lastWriter = 0;
  for (const step of steps) {
    await Promise.all(step.map((event) => happen(event, actors, name)));
    const head = await expectDueWhenOwed(harness, name);
    expect(head.token).toBeGreaterThanOrEqual(token);
    expect(head.done).toBeLessThanOrEqual(head.want);
    token = head.token;
    const live = actors.filter((actor) => (actor.lease?.expiresAt() ?? 0) >= harness.clock.now);
    const held = live.filter(
      (actor) => actor.lease?.token === head.token && head.owner === actor.worker.owner,
    );
    expect(held.length).toBeLessThanOrEqual(1);
    const written = await reader.applicationData.read(name);
    const writer = Number(written?.state?.conditions[0]?.message.slice(3) ?? 0);
    // State never goes back to that of an older lease.
    expect(writer).toBeGreaterThanOrEqual(lastWriter);
    lastWriter = writer;
  }
  await drain(name);
  const end = await expectDueWhenOwed(harness, name);
  expect(end).toMatchObject({ done: end.want });
  expect([end.due, end.owner]).toEqual([undefined, undefined]);
}

test("whatever happens at once or in between: tokens grow, one holds it, nothing wanted is lost", async () => {
  const steps = fc.array(fc.array(happening, { minLength: 1, maxLength: 3 }), {
    minLength: 5,
    maxLength: 25,
  });
  await fc.assert(fc.asyncProperty(steps, play), { numRuns: 40 });
});
