import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Seats } from "../../src/ports/seats.ts";

export type SeatsHarness = {
  readonly clock: { now: number };
  start(): { readonly seats: Seats };
  close(): Promise<void>;
};

const minuteMs = 60_000;

/** What the Seats port promises, on any adapter. */
export function seatsContract(adapter: string, open: () => Promise<SeatsHarness>): void {
  describe(`${adapter} keeps seats of clusters`, () => {
    let harness: SeatsHarness;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());

    const place = (cluster: string, name: string) => ({
      cluster,
      application: { namespace: "argocd", name },
    });
    const take = (cluster: string, name: string, max = 2) => {
      const until = harness.clock.now + minuteMs;
      return harness.start().seats.take({ ...place(cluster, name), max, until });
    };

    test("as many as there are, and says who has them", async () => {
      expect(await take("full", "a")).toBe("taken");
      expect(await take("full", "b")).toBe("taken");
      expect(await take("full", "c")).toEqual(["argocd/a", "argocd/b"]);
      expect(await take("other", "c")).toBe("taken");
    });
    test("one for each application, however often it asks", async () => {
      for (let count = 0; count < 3; count += 1) expect(await take("again", "a")).toBe("taken");
      expect(await take("again", "b")).toBe("taken");
      expect(await take("again", "c")).toHaveLength(2);
    });
    test("that are given back are free, those of others are not", async () => {
      await take("back", "a", 1);
      await harness.start().seats.give(place("back", "b"));
      expect(await take("back", "b", 1)).toEqual(["argocd/a"]);
      await harness.start().seats.give(place("back", "a"));
      expect(await take("back", "b", 1)).toBe("taken");
    });
    test("of somebody who has ended are free when their time is over", async () => {
      await take("over", "a", 1);
      harness.clock.now += minuteMs;
      expect(await take("over", "b", 1)).toEqual(["argocd/a"]);
      harness.clock.now += 1;
      expect(await take("over", "b", 1)).toBe("taken");
    });
    test("and never gives more than there are, however many ask at once", async () => {
      const names = Array.from({ length: 12 }, (_, n) => `app-${n}`);
      const answers = await Promise.all(names.map((name) => take("rush", name, 3)));
      expect(answers.filter((holders) => holders === "taken")).toHaveLength(3);
    });
  });
}
