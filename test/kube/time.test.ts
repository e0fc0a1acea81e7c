import { expect, test } from "vitest";
import { formatTime } from "../../src/kube/time.ts";

test.each([
  [0, "1970-01-01T00:00:00Z"],
  [1_700_000_000_999, "2023-11-14T22:13:20Z"],
  [new Date("2026-02-28T23:59:59.500Z"), "2026-02-28T23:59:59Z"],
])("%o is a time of whole seconds", (time, text) => {
  expect(formatTime(time)).toBe(text);
});
