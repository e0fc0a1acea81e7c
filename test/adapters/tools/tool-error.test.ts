import { describe, expect, test } from "vitest";
import { toToolError } from "../../../src/adapters/tools/tool-error.ts";

const directory = { path: "/tmp/run-1", files: "/tmp/run-1/files", home: "/tmp/run-1/home" };
const limits = { timeoutMs: 90_000, outputBytesMax: 1_000, memoryBytesMax: 2_000 };
const run = { tool: "helm" as const, files: [], directory: "app", args: [] };

function explain(
  stderr: string,
  others: { stopped?: "time" | "output" | "memory"; exitCode?: number } = {},
): string {
  return toToolError(run, { stdout: "", stderr, exitCode: 1, ...others }, { directory, limits }).message;
}

describe("toToolError", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["the tool's own words", "Error: no such chart.\n", "no such chart"],
    ["repository paths for private ones", "open /tmp/run-1/files/app/a.yaml: gone", "open app/a.yaml: gone"],
    ["the root as a dot", "in /tmp/run-1/files", "in ."],
    ["no colours and no control characters", "\u001b[31mbad\u001b[0m\u0007 thing", "bad thing"],
    ["the exit code where it said nothing", " \n", "it ended with exit code 1"],
  ];
  test.each(cases)("%s", (_rule, stderr, expected) => {
    expect(explain(stderr)).toBe(`Cannot render app with helm: ${expected}`);
  });

  const stops = [
    ["time", /90 seconds/],
    ["output", /1000 bytes/],
    ["memory", /2000 bytes of memory/],
  ] as const;
  test.each(stops)("%s that ran out", (stopped, expected) => {
    expect(explain("half a message", { stopped })).toMatch(expected);
  });

  test("of a long text the end is kept", () => {
    expect(explain(`${"x".repeat(10_000)} the reason`)).toMatch(/: … x+ the reason$/);
  });
});
