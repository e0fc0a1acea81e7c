import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApplicationName } from "../../src/application/application.ts";
import type { ApplicationData } from "../../src/ports/application-data.ts";
import { bulkOf, recordOf } from "./application-data.ts";
import { type ApplicationsHarness, codeFrom, newName, stateOf, take, type Worker } from "./worker.ts";

type RemovalWorker = Worker & { readonly applicationData: ApplicationData };

export type RemovalHarness = Omit<ApplicationsHarness, "start"> & {
  start(): RemovalWorker;
  /** Sort keys of everything that is kept of an application. */
  listItems(name: ApplicationName): Promise<readonly string[]>;
};

/** What `finish` promises of an application that is gone, on any adapter. */
export function removalContract(adapter: string, open: () => Promise<RemovalHarness>): void {
  describe(`${adapter} removes applications`, () => {
    let harness: RemovalHarness;
    let name: ApplicationName;
    let a: RemovalWorker;

    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());
    beforeEach(() => {
      name = newName();
      a = harness.start();
    });

    /** An application with state, a record and large bulk data, leased. */
    async function openLease() {
      await a.applications.mark(name, harness.clock.now);
      const first = await take(a, name);
      const noise = (n: number) =>
        Array.from({ length: 6 }, (_, i) => createHash("sha512").update(`${n} ${i}`).digest("base64")).join(
          "",
        );
      const bulk = await a.applicationData.saveBulk(
        name,
        { token: first.token, sequence: 1 },
        bulkOf(2_000, noise),
      );
      expect(bulk.chunks).toBeGreaterThan(1);
      await a.applicationData.saveRecord(name, recordOf(5));
      await a.applications.finish(first, { state: stateOf("x"), bulk }, harness.clock.now);
      return await take(a, name);
    }

    test("HEAD and bulk data go, records stay", async () => {
      const lease = await openLease();
      expect(await a.applications.finish(lease, "removed", undefined)).toBe("done");
      expect(await harness.listItems(name)).toEqual([expect.stringMatching(/^RECORD#/)]);
      expect(await harness.inspect(name)).toBeUndefined();
      expect(await a.applications.acquire(name)).toBeUndefined();
      expect(await a.applications.claimDue(harness.clock.now + 1_000_000)).not.toContainEqual(name);
      expect(await a.applicationData.readRecords(name, 5)).toHaveLength(1);
    });

    test("one that was marked meanwhile has been declared anew: an empty HEAD stays, due", async () => {
      const lease = await openLease();
      await a.applications.mark(name, harness.clock.now);
      expect(await a.applications.finish(lease, "removed", undefined)).toBe("again");
      const next = await take(a, name);
      expect(next.head.state).toBeUndefined();
      expect(next.head.bulk).toBeUndefined();
    });

    test.each(["lost", "doubled"] as const)("a %s answer does no harm", async (weather) => {
      const lease = await openLease();
      a.setWeather(weather);
      await a.applications.finish(lease, "removed", undefined).catch(() => "failed");
      a.setWeather("fine");
      expect(await a.applications.finish(lease, "removed", undefined)).toBe("done");
      expect(await harness.inspect(name)).toBeUndefined();
    });

    test("only who has the lease removes", async () => {
      const stale = await openLease();
      harness.clock.now += harness.leaseMs + 1;
      const b = harness.start();
      const fresh = await take(b, name);
      expect(await codeFrom(a.applications.finish(stale, "removed", undefined))).toBe("LEASE_LOST");
      expect(fresh.head.state).toEqual(stateOf("x"));
      expect((await b.applicationData.read(name))?.bulk?.inventory).toHaveLength(2_000);
    });
  });
}
