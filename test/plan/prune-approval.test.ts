import { describe, expect, test } from "vitest";
import { budgetOf, isApproved } from "../../src/plan/prune-approval.ts";

const began = Date.parse("2026-05-01T12:00:00Z");
const approve = (time: string) => ({ "argocd.argoproj.io/deletion-approved": time });

describe("a person's approval", () => {
  test.each<[string, Readonly<Record<string, string>>, number | undefined, boolean]>([
    ["counts after the last sync began", approve("2026-05-01T12:00:01Z"), began, true],
    ["counts from its very second on", approve("2026-05-01T12:00:00Z"), began, true],
    ["counts with an offset", approve("2026-05-01T14:00:01+02:00"), began, true],
    ["is used up by the sync that follows", approve("2026-05-01T11:59:59Z"), began, false],
    ["is nothing where nothing was synced yet", approve("2026-05-01T12:00:01Z"), undefined, false],
    ["is nothing where it is no time", approve("true"), began, false],
    ["is nothing where it is absent", {}, began, false],
  ])("%s", (_, annotations, lastSyncAt, want) => expect(isApproved(annotations, lastSyncAt)).toBe(want));
});

test("an application's budget goes before its project's", () => {
  const budget = (text: string) => ({ "outrigger.dev/deletion-budget": text });
  expect(budgetOf(budget("5"), budget("10"))).toBe("5");
  expect(budgetOf({}, budget("10"))).toBe("10");
  expect(budgetOf({}, {})).toBeUndefined();
});
