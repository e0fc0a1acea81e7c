import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextDailySlot, nextLook } from "../../src/record/daily-slot.ts";

const day = 24 * 3_600_000;
const toName = (name: string) => ({ namespace: "argocd", name });

describe("the daily slot of an application", () => {
  test("is later than now, at most a day, and at the same time of every day", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: 4e12 }), (text, now) => {
        const slot = nextDailySlot(toName(text), now);
        expect(slot).toBeGreaterThan(now);
        expect(slot - now).toBeLessThanOrEqual(day);
        expect(nextDailySlot(toName(text), slot)).toBe(slot + day);
        expect(nextDailySlot(toName(text), slot - 1)).toBe(slot);
      }),
    );
  });

  test("spreads many over the day: no hour has more than twice its share", () => {
    const hours = Array.from({ length: 2_400 }, (_, n) =>
      Math.floor((nextDailySlot(toName(`a-${n}`), 0) - 1) / 3_600_000),
    );
    const counts = [...Map.groupBy(hours, (hour) => hour).values()].map((each) => each.length);
    expect(counts).toHaveLength(24);
    expect(Math.max(...counts)).toBeLessThan(200);
  });
});

describe("the next look at an application at rest", () => {
  const name = toName("shop");
  const now = nextDailySlot(name, 0) + 1;

  test("is its time of the day, where nothing else is set", () =>
    expect(nextLook(name, now, { jitterMs: 0 })).toBe(nextDailySlot(name, now)));

  test("comes after the period that is set", () =>
    expect(nextLook(name, now, { periodMs: 120_000, jitterMs: 0 })).toBe(now + 120_000));

  test.each([
    ["new renders alone", { hardPeriodMs: 300_000 }, 300_000],
    ["new renders more often than looks", { periodMs: 600_000, hardPeriodMs: 300_000 }, 300_000],
    ["looks more often than new renders", { periodMs: 120_000, hardPeriodMs: 300_000 }, 120_000],
  ])("comes after the shorter period: %s", (_rule, periods, pauseMs) =>
    expect(nextLook(name, now, { ...periods, jitterMs: 0 })).toBe(now + pauseMs),
  );

  test("is never later than its time of the day", () =>
    expect(nextLook(name, now, { periodMs: 10 * day, jitterMs: 0 })).toBe(nextDailySlot(name, now)));

  test("is later by the jitter, the same for the same name, and another for others", () => {
    const looks = Array.from({ length: 50 }, (_, n) =>
      nextLook(toName(`a-${n}`), 0, { periodMs: 60_000, jitterMs: 60_000 }),
    );
    for (const look of looks) {
      expect(look).toBeGreaterThan(0);
      expect(look).toBeLessThan(120_000);
    }
    expect(new Set(looks).size).toBeGreaterThan(40);
  });
});
