import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { formatComparison } from "./kubectl/compare.ts";
import { type OpenComparison, openComparison } from "./kubectl/open-comparison.ts";
import { scenarios } from "./kubectl/scenarios.ts";

let folder = "";
let comparison: OpenComparison;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outrigger-kubectl-"));
  comparison = await openComparison(inject("kubeconfig"), folder);
});

afterAll(async () => {
  await comparison.close();
  await rm(folder, { recursive: true, force: true });
});

describe("kubectl prints on the sandbox what it prints on a real server", () => {
  test.for(scenarios)("$name", async (scenario) => {
    const result = await comparison.run([scenario]);
    expect(result.commands).toBeGreaterThan(10);
    expect(result.differences, formatComparison(result)).toEqual([]);
  });
});
