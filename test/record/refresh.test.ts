import { describe, expect, test } from "vitest";
import { unseenState } from "../../src/record/next-state.ts";
import { isRefreshDue, type RefreshReasons, withRefresh } from "../../src/record/refresh.ts";
import type { ApplicationState } from "../../src/record/state.ts";

type Own = Pick<ApplicationState, "refreshed" | "hardAt">;

const now = 1_000_000;
const hour = 3_600_000;
const none: RefreshReasons = { request: undefined, hardPeriodMs: undefined, isHard: false, now };
const hard = { request: { id: "1", isHard: true } };
const plain = { request: { id: "2", isHard: false } };

describe("a look", () => {
  test.each<[rule: string, before: Own, reasons: Partial<RefreshReasons>, isHard: boolean, after: Own]>([
    ["that nobody asks for is plain", {}, {}, false, {}],
    ["of a plain request is plain, and nothing is noted", {}, plain, false, {}],
    ["of a hard request is hard, and it is noted", {}, hard, true, { refreshed: "1" }],
    ["of one that was served is plain", { refreshed: "1" }, hard, false, { refreshed: "1" }],
    ["of another one is hard", { refreshed: "0" }, hard, true, { refreshed: "1" }],
    ["without the annotation forgets what was served", { refreshed: "1" }, {}, false, {}],
    ["with a plain one in its place, too", { refreshed: "1" }, plain, false, {}],
    ["that a person wants hard is hard", {}, { isHard: true }, true, {}],
    ["begins the period", {}, { hardPeriodMs: hour }, false, { hardAt: now }],
    [
      "within the period is plain",
      { hardAt: now - hour + 1 },
      { hardPeriodMs: hour },
      false,
      { hardAt: now - hour + 1 },
    ],
    [
      "after the period is hard, and begins it anew",
      { hardAt: now - hour },
      { hardPeriodMs: hour },
      true,
      { hardAt: now },
    ],
    [
      "that is hard for another reason begins it anew",
      { hardAt: 1 },
      { hardPeriodMs: hour, isHard: true },
      true,
      { hardAt: now },
    ],
    ["without the setting forgets it", { hardAt: 1 }, {}, false, {}],
  ])("%s", (_rule, before, reasons, isHard, after) => {
    const all = { ...none, ...reasons };
    expect(withRefresh({ ...unseenState, ...before }, all)).toEqual({
      isHard,
      state: { ...unseenState, ...after },
    });
  });

  test.each<[rule: string, before: Own, reasons: Partial<RefreshReasons>, isDue: boolean]>([
    ["nothing", {}, {}, false],
    ["a plain request", {}, plain, false],
    ["a hard request", {}, hard, true],
    ["a served one", { refreshed: "1" }, hard, false],
    ["one to forget", { refreshed: "1" }, {}, true],
    ["a period that is over", { hardAt: now - hour }, { hardPeriodMs: hour }, true],
    ["a period that is not", { hardAt: now }, { hardPeriodMs: hour }, false],
    ["a period to begin", {}, { hardPeriodMs: hour }, true],
  ])("needs the lease for %s: %j %j: %s", (_rule, before, reasons, isDue) =>
    expect(isRefreshDue({ ...unseenState, ...before }, { ...none, ...reasons })).toBe(isDue),
  );
});
