import { expect, test } from "vitest";
import { parseDuration } from "../../src/declaration/duration.ts";
import { limits } from "../../src/limits.ts";

test.each([
  ["5s", 5_000],
  ["3m", 180_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["250ms", 250],
  ["1500us", 2],
  ["5", 5_000],
  ["0", 0],
  ["168h", limits.durationMsMax],
])("%s", (text, durationMs) => expect(parseDuration(text)).toBe(durationMs));

test.each([
  "",
  "s",
  "-5s",
  "5 s",
  "5d",
  "1h-5m",
  "169h",
  "9".repeat(39),
  "9".repeat(400),
  "1e3s",
  "Infinity",
])("%j is no duration", (text) => expect(parseDuration(text)).toBeUndefined());
