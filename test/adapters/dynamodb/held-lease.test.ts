import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HeldLease } from "../../../src/adapters/dynamodb/held-lease.ts";
import { toHeadKey } from "../../../src/adapters/dynamodb/item-keys.ts";
import { limits } from "../../../src/limits.ts";
import { codeFrom, newName, stateOf } from "../../contracts/worker.ts";
import { openHarness, type TableHarness } from "./harness.ts";

const counters = { want: 1, done: 0, owner: "me", exp: 1_000, token: 3, tries: 1, writes: 4, finished: 2 };
const takeLease = () => new HeldLease({ namespace: "argocd", name: "shop" }, counters, { head: {} });

describe("a held lease", () => {
  test.each([
    ["a renewal moves its end", () => Promise.resolve(2_000), 2_000],
    ["a refusal ends it at once", () => Promise.resolve(undefined), 0],
    ["without an answer it ends when it said", () => Promise.reject(new Error("no answer")), 1_000],
  ])("%s", async (_, renew, end) => {
    const lease = takeLease();
    const reports: unknown[] = [];
    lease.renewEvery(5, { renew, report: (error) => reports.push(error) });
    await sleep(30);
    lease.stop();
    expect(lease.expiresAt()).toBe(end);
    expect(reports.length > 0).toBe(end === 1_000);
  });

  test("no renewal runs beside another, nor once it is given back", async () => {
    const lease = takeLease();
    let running = 0;
    let most = 0;
    const renew = async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(20);
      running -= 1;
      return 2_000;
    };
    lease.renewEvery(2, { renew, report: undefined });
    await sleep(50);
    lease.stop();
    await sleep(30);
    expect([most, running]).toEqual([1, 0]);
  });

  test("numbers its writes after those that were there", () => {
    const lease = takeLease();
    expect([lease.nextWrite(), lease.nextWrite()]).toEqual([5, 6]);
  });
});

describe("a lease in the table", () => {
  let harness: TableHarness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(() => harness.close());

  async function hold(renewEveryMs: number) {
    const name = newName();
    const worker = harness.start({ renewEveryMs });
    await worker.applications.mark(name, harness.clock.now);
    const lease = await worker.applications.acquire(name);
    if (lease === undefined) throw new Error("the lease should be free");
    return { name, worker, lease };
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let turn = 0; turn < 400 && !condition(); turn += 1) await sleep(5);
    expect(condition()).toBe(true);
  }

  test("is renewed while it is held, and due stays set", async () => {
    const { name, worker, lease } = await hold(5);
    harness.clock.now += harness.leaseMs - 1;
    await until(() => lease.expiresAt() === harness.clock.now + harness.leaseMs);
    expect(await harness.inspect(name)).toMatchObject({ exp: lease.expiresAt(), due: expect.any(Number) });
    await worker.applications.finish(lease, {}, undefined);
    expect(await harness.inspect(name)).toMatchObject({ done: 1 });
  });

  test("is lost at the next renewal once another has it", async () => {
    const { name, lease } = await hold(20);
    const rival = { owner: { S: "rival" }, token: { N: "9" } };
    await harness.table.update({ key: toHeadKey(name), set: rival, action: "play the rival" });
    await until(() => lease.expiresAt() === 0);
    expect(await harness.inspect(name)).toMatchObject({ owner: "rival", token: 9 });
  });

  test("is not renewed for ever, and no second worker of the process gets it meanwhile", async () => {
    const { name, worker, lease } = await hold(20);
    harness.clock.now += limits.leaseRenewMsMax + 1;
    await until(() => lease.expiresAt() === 0);
    const exp = (await harness.inspect(name))?.exp ?? 0;
    harness.clock.now = exp - 1;
    expect(await worker.applications.acquire(name)).toBeUndefined();
    harness.clock.now = exp + 1;
    expect(await worker.applications.acquire(name)).toMatchObject({ token: 2 });
  });

  test("a save that arrives after a later one changes nothing", async () => {
    const { name, worker, lease } = await hold(60_000);
    await worker.applications.save(lease, { state: stateOf("one") });
    await worker.applications.save(lease, { state: stateOf("two") });
    const late = await harness.table.update({
      key: toHeadKey(name),
      set: { writes: { N: "1" }, state: { S: "late" } },
      condition: "#owner = :me AND #token = :mine AND #writes < :writes",
      values: { ":me": { S: lease.owner }, ":mine": { N: "1" } },
      action: "send the first save again",
    });
    expect(late.refused).toBe(true);
    expect(await worker.applicationData.read(name)).toMatchObject({ state: stateOf("two") });
  });

  test("of another adapter is refused", async () => {
    const { worker, lease } = await hold(60_000);
    const copy = { ...lease, expiresAt: () => 0 };
    expect(await codeFrom(worker.applications.save(copy, {}))).toBe("LEASE_LOST");
  });
});
