import { expect, test } from "vitest";
import { healthChecksAnnotation, readHealthChecks } from "../../src/application/health-checks.ts";

const read = (text: string) => readHealthChecks({ [healthChecksAnnotation]: text });

test("a check has the version and kind it is for, and Flux's expressions", () => {
  expect(read("- {apiVersion: sea.example/v1, kind: Boat, current: 'true', failed: 'false'}")).toEqual({
    checks: [{ apiVersion: "sea.example/v1", kind: "Boat", current: "true", failed: "false" }],
    problems: [],
  });
  expect(readHealthChecks({})).toEqual({ checks: [], problems: [] });
});

test.each([
  ["no YAML", "[", "is no YAML"],
  ["no list", "a: b", "must be a list"],
  ["an item that is no mapping", "- a", "[0] must be a mapping"],
  [
    "a field it does not know",
    "- {apiVersion: v1, kind: A, current: x, currrent: y}",
    "[0].currrent is no field",
  ],
  ["no expression", "- {apiVersion: v1, kind: A}", "[0].current must be a CEL expression"],
  ["no kind", "- {apiVersion: v1, current: x}", "[0].kind must be a text"],
])("%s is told", (_rule, text, message) => {
  expect(read(text).checks).toEqual([]);
  expect(read(text).problems[0]).toContain(message);
});
