import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApplicationName } from "../../src/application/application.ts";
import type { ApplicationData } from "../../src/ports/application-data.ts";
import type { Applications, Lease } from "../../src/ports/applications.ts";
import type { ApplicationBulk } from "../../src/record/bulk.ts";
import type { SyncRecord } from "../../src/record/state.ts";
import { codeFrom, newName, stateOf } from "./worker.ts";

export type DataHarness = {
  readonly applications: Applications;
  readonly data: ApplicationData;
  readonly clock: { now: number };
  close(): Promise<void>;
};

/** Makes bulk data of `count` objects; `noise` makes it hard to compress. */
export function bulkOf(count: number, noise: (n: number) => string = String): ApplicationBulk {
  const key = (n: number) => ({ group: "", kind: "ConfigMap", namespace: "shop", name: `config-${n}` });
  const each = <T>(make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
  return {
    inventory: each((n) => ({ ...key(n), apiVersion: "v1", uid: noise(n) })),
    resources: each((n) => ({
      ...key(n),
      version: "v1",
      status: "Synced" as const,
      wave: 0,
      hook: false,
      requiresPruning: false,
    })),
    results: [],
  };
}

/** Makes a record of an operation that started at a time. */
export function recordOf(startedAt: number, message = "successfully synced"): SyncRecord {
  return {
    application: "argocd/shop",
    operation: `${startedAt}-7`,
    initiatedBy: { username: "ann", automated: false },
    revision: { sha: "b".repeat(40), author: "Ann", subject: "Añade café ☕", committedAt: 1 },
    startedAt,
    finishedAt: startedAt + 1,
    phase: "Succeeded",
    message,
    retries: 0,
    results: [],
  };
}

/** What the ApplicationData port promises, on any adapter. */
export function applicationDataContract(adapter: string, open: () => Promise<DataHarness>): void {
  describe(`${adapter} keeps application data`, () => {
    let harness: DataHarness;
    let name: ApplicationName;

    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());
    beforeEach(() => {
      name = newName();
    });

    const lease = async (): Promise<Lease> => {
      await harness.applications.mark(name, harness.clock.now);
      const taken = await harness.applications.acquire(name);
      if (taken === undefined) throw new Error("the lease should be free");
      return taken;
    };

    test("HEAD of an application that was never seen is undefined, of one only marked is empty", async () => {
      expect(await harness.data.read(name)).toBeUndefined();
      await harness.applications.mark(name, harness.clock.now);
      expect(await harness.data.read(name)).toEqual({ isDue: true });
    });

    test.each([
      ["one that waits is not due", 5_000, 0, false],
      ["one whose wait is over is due", 5_000, 5_000, true],
      ["one at rest is not due", undefined, 0, false],
      ["one at rest until tomorrow is not due", 86_400_000, 0, false],
    ])("%s", async (_, waitMs, passedMs, isDue) => {
      const taken = await lease();
      expect(await harness.data.read(name)).toMatchObject({ isDue: true });
      const dueAt = waitMs === undefined ? undefined : harness.clock.now + waitMs;
      await harness.applications.finish(taken, { state: stateOf("x") }, dueAt);
      harness.clock.now += passedMs;
      expect(await harness.data.read(name)).toEqual({ isDue, state: stateOf("x") });
    });

    test("one that was marked for later is due, since nobody has served that", async () => {
      await harness.applications.mark(name, harness.clock.now + 9_000);
      expect(await harness.data.read(name)).toEqual({ isDue: true });
    });

    test("one that was marked while somebody was at it stays due", async () => {
      const taken = await lease();
      await harness.applications.mark(name, harness.clock.now);
      await harness.applications.finish(taken, {}, undefined);
      expect(await harness.data.read(name)).toEqual({ isDue: true });
    });

    test.each([
      ["a short text", "ok"],
      ["a long text", "line\n".repeat(5_000)],
      ["text beyond ASCII", "café ☕ 漢字 \u0000 \ud83d\ude80".repeat(200)],
    ])("HEAD gives back the state: %s", async (_, text) => {
      const taken = await lease();
      await harness.applications.finish(taken, { state: stateOf(text) }, undefined);
      expect(await harness.data.read(name)).toMatchObject({ state: stateOf(text) });
    });

    test.each([0, 1, 50, 3_000])("bulk data of %i objects comes back as it was", async (count) => {
      const pointer = await harness.data.saveBulk(name, { token: 3, sequence: 1 }, bulkOf(count));
      expect(pointer).toMatchObject({ token: 3, sequence: 1 });
      expect(await harness.data.readBulk(name, pointer)).toEqual(bulkOf(count));
    });

    test("bulk data under two sequences does not mix", async () => {
      const one = await harness.data.saveBulk(name, { token: 1, sequence: 9 }, bulkOf(1));
      const two = await harness.data.saveBulk(name, { token: 1, sequence: 10 }, bulkOf(2));
      expect(await harness.data.readBulk(name, one)).toEqual(bulkOf(1));
      expect(await harness.data.readBulk(name, two)).toEqual(bulkOf(2));
    });

    test("saving under the same pointer again replaces it", async () => {
      await harness.data.saveBulk(name, { token: 1, sequence: 1 }, bulkOf(5));
      const pointer = await harness.data.saveBulk(name, { token: 1, sequence: 1 }, bulkOf(2));
      expect(await harness.data.readBulk(name, pointer)).toEqual(bulkOf(2));
    });

    test.each([
      ["one item", "ok"],
      ["several", randomBytes(600_000).toString("base64")],
    ])("a record goes along with bulk data: %s", async (_, message) => {
      const record = recordOf(1_700_000_000_000, message);
      const pointer = await harness.data.saveBulk(name, { token: 1, sequence: 1 }, bulkOf(50), record);
      expect(await harness.data.readBulk(name, pointer)).toEqual(bulkOf(50));
      expect(await harness.data.readRecords(name, 2)).toEqual([record]);
    });

    test("old bulk data is gone once finish has moved the pointer; a late reader reads HEAD again", async () => {
      const first = await lease();
      const old = await harness.data.saveBulk(name, { token: first.token, sequence: 1 }, bulkOf(1));
      await harness.applications.finish(first, { bulk: old }, undefined);
      const second = await lease();
      expect(second.head.bulk).toEqual(old);
      const bulk = await harness.data.saveBulk(name, { token: second.token, sequence: 1 }, bulkOf(2));
      expect(await harness.data.readBulk(name, old)).toEqual(bulkOf(1));
      await harness.applications.finish(second, { bulk }, undefined);
      expect(await harness.data.readBulk(name, bulk)).toEqual(bulkOf(2));
      expect(await codeFrom(harness.data.readBulk(name, old))).toBe("CONFLICT");
    });

    test("bulk data that HEAD points at and that is not there is damage", async () => {
      const taken = await lease();
      const bulk = { token: taken.token, sequence: 1, chunks: 2 };
      await harness.applications.finish(taken, { bulk }, undefined);
      expect(await codeFrom(harness.data.readBulk(name, bulk))).toBe("STATE_DAMAGED");
    });

    test("records come newest first, as many as asked for", async () => {
      const times = [1_700_000_000_003, 1_700_000_000_001, 1_700_000_000_002];
      for (const time of times) await harness.data.saveRecord(name, recordOf(time));
      const newest = await harness.data.readRecords(name, 2);
      expect(newest).toEqual([recordOf(1_700_000_000_003), recordOf(1_700_000_000_002)]);
      expect(await harness.data.readRecords(newName(), 5)).toEqual([]);
    });

    test("a record saved twice is there once, as it was saved last", async () => {
      await harness.data.saveRecord(name, recordOf(1_700_000_000_000, "first"));
      await harness.data.saveRecord(name, recordOf(1_700_000_000_000, "second"));
      expect(await harness.data.readRecords(name, 10)).toEqual([recordOf(1_700_000_000_000, "second")]);
    });
  });
}
