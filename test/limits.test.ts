import { describe, expect, test } from "vitest";
import { limits } from "../src/limits.ts";

describe("limits", () => {
  test.each(Object.entries(limits))("%s is a whole number above 0", (_, value) => {
    expect(Number.isSafeInteger(value)).toBe(true);
    expect(value).toBeGreaterThan(0);
  });

  // The bounds that hold only together.
  test.each([
    [
      "a request to a cluster ends before the lease that guards it",
      "clusterRequestTimeoutMs",
      "leaseMarginMs",
    ],
    [
      "the API server's own 60 s end before it, too: half of the margin is for clocks",
      "clusterIdleMs",
      "leaseMarginMs",
    ],
    ["lists leave seats for writes", "clusterListsInFlightMax", "clusterRequestsInFlightMax"],
    ["a file may be one application's whole input", "fileBytesMax", "filesBytesPerApplicationMax"],
    ["a wait grows", "wavePollMs", "wavePollMaxMs"],
    ["a wave is looked at many times before its deadline", "wavePollMaxMs", "waveDeadlineMs"],
    ["an outside gets a shorter pause than a poisoned application", "failurePauseMs", "poisonPauseMs"],
    ["an item is smaller than an object", "tableItemBytesMax", "objectBytesMax"],
  ] as const)("%s", (_, smaller, larger) => expect(limits[smaller]).toBeLessThan(limits[larger]));

  test("all chunks of an application hold at least the largest object ten times", () => {
    expect(limits.tableChunksMax * limits.tableItemBytesMax).toBeGreaterThan(10 * limits.objectBytesMax);
  });
});
