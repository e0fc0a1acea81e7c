import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Pauses } from "../../src/ports/pauses.ts";
import type { Pause, PauseScope } from "../../src/sync/pause.ts";

export type PausesHarness = {
  readonly clock: { now: number };
  start(): { readonly pauses: Pauses };
  close(): Promise<void>;
};

const toPause = (scope: PauseScope, reason = "an incident"): Pause => ({
  scope,
  by: "ann",
  since: 1_000,
  reason,
});
const shop: PauseScope = { application: { namespace: "argocd", name: "shop" } };

/** What the Pauses port promises, on any adapter. */
export function pausesContract(adapter: string, open: () => Promise<PausesHarness>): void {
  describe(`${adapter} keeps pauses`, () => {
    let harness: PausesHarness;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());

    test("of every scope, one each, seen by every process; what is removed is gone", async () => {
      const { pauses } = harness.start();
      expect(await pauses.read()).toEqual([]);
      const scopes: readonly PauseScope[] = [{ all: true }, { project: "shop" }, { cluster: "shop" }, shop];
      for (const scope of scopes) await pauses.save(toPause(scope));
      expect(await harness.start().pauses.read()).toEqual(scopes.map((scope) => toPause(scope)));
      await pauses.save(toPause(shop, "another reason"));
      expect(await harness.start().pauses.read()).toHaveLength(4);
      expect(await harness.start().pauses.read()).toContainEqual(toPause(shop, "another reason"));
      for (const scope of scopes) expect(await pauses.remove(scope)).toBe(true);
      expect(await pauses.remove(shop)).toBe(false);
      expect(await harness.start().pauses.read()).toEqual([]);
    });

    test("that are put at the same time, and none is lost", async () => {
      const scopes = ["a", "b", "c", "d"].map((cluster): PauseScope => ({ cluster }));
      await Promise.all(scopes.map((scope) => harness.start().pauses.save(toPause(scope))));
      expect(await harness.start().pauses.read()).toHaveLength(4);
      await Promise.all(scopes.map((scope) => harness.start().pauses.remove(scope)));
      expect(await harness.start().pauses.read()).toEqual([]);
    });

    test("which another process sees a second later at the latest, and the one that put them at once", async () => {
      const [one, other] = [harness.start().pauses, harness.start().pauses];
      expect(await other.read()).toEqual([]);
      await one.save(toPause(shop));
      expect(await one.read()).toEqual([toPause(shop)]);
      harness.clock.now += 1_000;
      expect(await other.read()).toEqual([toPause(shop)]);
      await one.remove(shop);
    });
  });
}
