import { expect, test } from "vitest";
import { isTimeZone } from "../../src/kube/time-zone.ts";

test.each([
  ["UTC", true],
  ["Europe/Berlin", true],
  ["Mars/Olympus", false],
  ["", false],
])("%j is a time zone: %s", (name, want) => expect(isTimeZone(name)).toBe(want));
