import { expect, test } from "vitest";
import { equalDurations } from "../../src/kube/go-duration.ts";

test.each([
  ["60m", "1h0m0s", true],
  ["1.5h", "1h30m", true],
  ["0", "0s", true],
  ["-90s", "-1m30s", true],
  ["1500ms", "1.5s", true],
  ["60m", "60s", false],
  ["soon", "soon", false],
  ["", "", false],
  [60, 60, false],
])("%s and %s are the same duration: %s", (a, b, same) => expect(equalDurations(a, b)).toBe(same));
