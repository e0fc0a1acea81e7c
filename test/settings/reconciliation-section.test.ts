import { describe, expect, test } from "vitest";
import { reconciliationSection } from "../../src/settings/reconciliation-section.ts";
import { defaultReconciliation } from "../../src/settings/reconciliation-settings.ts";

const read = (data: Readonly<Record<string, string>>) => reconciliationSection.read(data);

describe("when applications are compared, and how long an unreachable repository is borne with", () => {
  test("a comparison a day and Argo CD's grace, where nothing is set", () => {
    expect(read({})).toEqual({ settings: { reconciliation: defaultReconciliation }, problems: [] });
    expect(defaultReconciliation).toEqual({ jitterMs: 0, graceMs: 180_000, replaceAllowed: true });
  });

  test.each<[rule: string, data: Record<string, string>, want: object]>([
    [
      "a period with a jitter",
      { "timeout.reconciliation": "120s", "timeout.reconciliation.jitter": "1m" },
      { periodMs: 120_000, jitterMs: 60_000 },
    ],
    ["0 is off", { "timeout.reconciliation": "0" }, {}],
    ["0s too", { "timeout.reconciliation": "0s" }, {}],
    ["a period of new renders", { "timeout.hard.reconciliation": "12h" }, { hardPeriodMs: 43_200_000 }],
    ["none of them", { "timeout.hard.reconciliation": "0" }, {}],
    ["no grace at all", { "controller.repo.error.grace.period.seconds": "0" }, { graceMs: 0 }],
    ["no syncs that replace", { "server.sync.replace.allowed": "false" }, { replaceAllowed: false }],
  ])("%s", (_rule, data, want) => {
    const { settings, problems } = read(data);
    expect(settings.reconciliation).toEqual({ ...defaultReconciliation, ...want });
    expect(problems).toEqual([]);
  });

  test.each([
    ["timeout.reconciliation", "often", "must be a duration"],
    ["timeout.reconciliation.jitter", "-1s", "must be a duration"],
    ["timeout.hard.reconciliation", "seldom", "must be a duration"],
    ["controller.repo.error.grace.period.seconds", "3m", "must be a number of seconds"],
    ["server.sync.replace.allowed", "no", 'must be "true" or "false"'],
  ])("%s: %j is told", (key, text, message) => {
    expect(reconciliationSection.isKey(key)).toBe(true);
    expect(read({ [key]: text }).problems).toEqual([{ key, message: expect.stringContaining(message) }]);
  });
});
