import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextDailySlot } from "../../src/record/daily-slot.ts";

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
