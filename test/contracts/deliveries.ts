import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Deliveries } from "../../src/ports/deliveries.ts";
import { codeFrom, type Weather } from "./worker.ts";

/** One process that receives deliveries. */
export type DeliveriesWorker = { readonly deliveries: Deliveries; setWeather(weather: Weather): void };

export type DeliveriesHarness = {
  readonly clock: { now: number };
  start(): DeliveriesWorker;
  close(): Promise<void>;
};

const keptMs = 60_000;

/** What the Deliveries port promises, on any adapter. */
export function deliveriesContract(adapter: string, open: () => Promise<DeliveriesHarness>): void {
  describe(`${adapter} keeps deliveries`, () => {
    let harness: DeliveriesHarness;
    let a: DeliveriesWorker;
    let id: string;
    let ids = 0;
    const keep = (worker = a) => worker.deliveries.keep(id, harness.clock.now + keptMs);

    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());
    beforeEach(() => {
      ids += 1;
      id = `delivery/+=#${ids}`;
      a = harness.start();
    });

    test("once: the second of the same is known, to every process", async () => {
      expect(await keep()).toBe(true);
      expect(await keep()).toBe(false);
      expect(await keep(harness.start())).toBe(false);
    });
    test("each by itself", async () => {
      expect(await keep()).toBe(true);
      expect(await a.deliveries.keep(`${id}1`, harness.clock.now + keptMs)).toBe(true);
    });
    test("of thirty at once, in one process and in many, one is new", async () => {
      const workers = [...Array.from({ length: 15 }, () => harness.start()), ...Array(15).fill(a)];
      const outcomes = await Promise.all(workers.map((worker: DeliveriesWorker) => keep(worker)));
      expect(outcomes.filter((isNew) => isNew)).toHaveLength(1);
    });
    test("until their time is over, whether or not they are deleted then", async () => {
      await keep();
      harness.clock.now += keptMs - 1_000;
      expect(await keep()).toBe(false);
      harness.clock.now += 2_000;
      expect(await keep()).toBe(true);
      expect(await keep()).toBe(false);
    });
    test("a time that is asked for later does not keep them longer", async () => {
      await keep();
      harness.clock.now += 30_000;
      await keep();
      harness.clock.now += keptMs - 29_000;
      expect(await keep()).toBe(true);
    });
    test("unless they are forgotten", async () => {
      await keep();
      await harness.start().deliveries.forget(id);
      expect(await keep()).toBe(true);
      expect(await keep()).toBe(false);
    });
    test("to forget an unknown one is no error", async () => {
      expect(await codeFrom(a.deliveries.forget(id))).toBe("none");
      expect(await keep()).toBe(true);
    });
    test("one whose request was sent twice is new all the same", async () => {
      a.setWeather("doubled");
      expect(await keep()).toBe(true);
      a.setWeather("fine");
      expect(await keep()).toBe(false);
    });
  });
}
