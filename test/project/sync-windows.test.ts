import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Project, SyncWindow } from "../../src/application/project-spec.ts";
import { parseProject } from "../../src/application/read-project.ts";
import {
  checkWindows,
  formatWindow,
  isActive,
  type WindowQuestion,
  windowsOf,
} from "../../src/project/sync-windows.ts";

const application = {
  name: { namespace: "argocd", name: "shop" },
  destination: { name: "prod", namespace: "shop" },
} as const;
const cluster = { name: "prod", server: "https://prod.example.com" };

/** Windows of `kind schedule duration zone flags`; a flag is a field that is true. */
function toWindows(...lines: readonly string[]): readonly SyncWindow[] {
  const syncWindows = lines.map((line) => {
    const [kind, schedule, duration, timeZone = "UTC", ...flags] = line.split(" | ");
    return {
      kind,
      schedule,
      duration,
      timeZone,
      applications: ["*"],
      ...Object.fromEntries(flags.map((flag) => [flag, true])),
    };
  });
  return toProject(syncWindows).syncWindows ?? [];
}

function toProject(syncWindows: readonly object[]): Project {
  const manifest = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: "team" },
    spec: { syncWindows: JSON.parse(JSON.stringify(syncWindows)) },
  };
  const { project, problems } = parseProject(manifest);
  if (project === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return project;
}

const at = (time: string): number => Date.parse(time);
const noon = at("2026-11-23T12:00:00Z"); // a Monday

function ask(windows: readonly SyncWindow[], question: Partial<WindowQuestion> = {}): string {
  const answer = checkWindows(windows, { now: noon, isManual: false, ...question });
  if (answer.allowed) return "allowed";
  const until = answer.untilMs === undefined ? "" : ` until ${new Date(answer.untilMs).toISOString()}`;
  return `forbidden${until}`;
}

const day = "allow | 0 8 * * * | 8h"; // open at noon
const night = "allow | 0 22 * * * | 1h";
const lunch = "deny | 30 11 * * * | 1h"; // open at noon
const weekend = "deny | 0 0 * * SAT | 48h";

describe("a sync is allowed", () => {
  test.each<[string, readonly string[], Partial<WindowQuestion>, string]>([
    ["without windows", [], {}, "allowed"],
    ["in an allow window", [day], {}, "allowed"],
    ["in one of several allow windows", [night, day], {}, "allowed"],
    ["not outside of all allow windows", [night], {}, "forbidden until 2026-11-23T22:00:00.000Z"],
    ["not in a deny window", [lunch], {}, "forbidden until 2026-11-23T12:30:00.000Z"],
    [
      "not in a deny window, whatever is allowed",
      [day, lunch],
      {},
      "forbidden until 2026-11-23T12:30:00.000Z",
    ],
    ["outside of a deny window", [weekend], {}, "allowed"],
    [
      "not in a deny window that began the day before",
      [weekend],
      { now: at("2026-11-22T23:00:00Z") },
      "forbidden until 2026-11-23T00:00:00.000Z",
    ],
    ["from the minute on at which a window opens", [night], { now: at("2026-11-23T22:00:00Z") }, "allowed"],
    [
      "not from the minute on at which it closes",
      [night],
      { now: at("2026-11-23T23:00:00Z") },
      "forbidden until 2026-11-24T22:00:00.000Z",
    ],
    [
      "by hand, where all deny windows have manualSync",
      [`${lunch} | UTC | manualSync`],
      { isManual: true },
      "allowed",
    ],
    [
      "not by hand, where one deny window has no manualSync",
      [`${lunch} | UTC | manualSync`, "deny | 0 12 * * * | 5m"],
      { isManual: true },
      "forbidden until 2026-11-23T12:05:00.000Z",
    ],
    [
      "not by itself, where manualSync is set",
      [`${lunch} | UTC | manualSync`],
      {},
      "forbidden until 2026-11-23T12:30:00.000Z",
    ],
    [
      "by hand outside, where all allow windows have manualSync",
      [`${night} | UTC | manualSync`],
      { isManual: true },
      "allowed",
    ],
    [
      "not by hand outside, where one allow window has none",
      [`${night} | UTC | manualSync`, "allow | 0 3 * * * | 1h"],
      { isManual: true },
      "forbidden until 2026-11-23T22:00:00.000Z",
    ],
  ])("%s", (_, lines, question, want) => expect(ask(toWindows(...lines), question)).toBe(want));
});

describe("a sync that runs goes on", () => {
  const early = { startedAt: at("2026-11-23T11:00:00Z") };
  const overrun = (line: string) => `${line} | UTC | syncOverrun`;
  const morning = "allow | 0 9 * * * | 150m"; // closed since 11:30
  test.each<[string, readonly string[], string]>([
    ["no window, then deny with overrun", [overrun(lunch)], "allowed"],
    ["no window, then deny without", [lunch], "forbidden"],
    ["allow with overrun, then deny with it", [overrun(day), overrun(lunch)], "allowed"],
    ["allow with overrun, then deny without", [overrun(day), lunch], "forbidden"],
    ["allow without overrun, then deny with it", [day, overrun(lunch)], "allowed"],
    ["allow with overrun ends", [overrun(morning)], "allowed"],
    ["allow without overrun ends", [morning], "forbidden"],
    [
      "several allow windows with overrun end",
      [overrun(morning), overrun("allow | 0 10 * * * | 90m")],
      "allowed",
    ],
    ["one of several that ended has no overrun", [overrun(morning), "allow | 0 10 * * * | 90m"], "forbidden"],
  ])("%s", (_, lines, want) => expect(ask(toWindows(...lines), early)).toMatch(new RegExp(`^${want}`)));

  test("overrun lets nothing begin", () => expect(ask(toWindows(overrun(lunch)))).toMatch(/^forbidden/));
  test("overrun does not help what was not allowed at its start", () =>
    expect(ask(toWindows(overrun(lunch)), { startedAt: at("2026-11-23T11:45:00Z") })).toMatch(/^forbidden/));
});

describe("a window is of its time zone's wall clock", () => {
  test.each<[string, string, string, string]>([
    [
      "in winter",
      "allow | 0 9 * * * | 1h | Europe/Berlin",
      "2026-01-15T08:30:00Z",
      "2026-01-15T09:00:00.000Z",
    ],
    [
      "in summer",
      "allow | 0 9 * * * | 1h | Europe/Berlin",
      "2026-07-15T07:30:00Z",
      "2026-07-15T08:00:00.000Z",
    ],
    [
      "a start that is skipped is an hour later",
      "allow | 30 2 * * * | 1h | Europe/Berlin",
      "2026-03-29T01:30:00Z",
      "2026-03-29T02:00:00.000Z",
    ],
    [
      "a start that comes twice is taken once",
      "allow | 30 2 * * * | 30m | Europe/Berlin",
      "2026-10-25T00:45:00Z",
      "2026-10-25T01:00:00.000Z",
    ],
    [
      "a window over the change has its length",
      "allow | 0 1 * * * | 4h | Europe/Berlin",
      "2026-03-29T03:30:00Z",
      "2026-03-29T04:00:00.000Z",
    ],
    [
      "half hours",
      "allow | 0 9 * * * | 1h | Asia/Kolkata",
      "2026-11-23T03:45:00Z",
      "2026-11-23T04:30:00.000Z",
    ],
  ])("%s", (_, line, inside, end) => {
    const [window] = toWindows(line);
    if (window === undefined) throw new Error("there is a window");
    expect(isActive(window, at(inside))).toBe(true);
    expect(isActive(window, at(end) - 1)).toBe(true);
    expect(isActive(window, at(end))).toBe(false);
  });

  test("the second of two equal wall clock times is none", () => {
    const [window] = toWindows("allow | 30 2 * * * | 30m | Europe/Berlin");
    expect(window !== undefined && isActive(window, at("2026-10-25T01:45:00Z"))).toBe(false);
  });
});

describe("a window is an application's", () => {
  const base = { kind: "deny", schedule: "* * * * *", duration: "1h" };
  test.each<[string, object, boolean]>([
    ["by its name", { applications: ["shop"] }, true],
    ["by a pattern", { applications: ["sh*"] }, true],
    ["not by another name", { applications: ["blog"] }, false],
    ["by its cluster's name", { clusters: ["prod"] }, true],
    ["by its cluster's URL", { clusters: ["https://*.example.com"] }, true],
    ["by its namespace", { namespaces: ["sh?p"] }, true],
    ["by any of the lists", { applications: ["blog"], namespaces: ["shop"] }, true],
    [
      "by all of the lists with andOperator",
      { applications: ["blog"], namespaces: ["shop"], andOperator: true },
      false,
    ],
    [
      "by those lists that are there with andOperator",
      { applications: ["shop"], namespaces: ["shop"], andOperator: true },
      true,
    ],
    ["not without any list", {}, false],
    ["by a pattern that is malformed, to be safe", { applications: ["[z"] }, true],
  ])("%s", (_, lists, isOwn) => {
    const windows = windowsOf(toProject([{ ...base, ...lists }]), application, cluster);
    expect(windows).toHaveLength(isOwn ? 1 : 0);
  });

  test("a project without windows has none", () =>
    expect(windowsOf({ ...toProject([]) }, application, cluster)).toEqual([]));
});

test("the reason names every window that forbids, with time zone and description, and when that changes", () => {
  const [window] =
    toProject([
      {
        kind: "deny",
        schedule: "0 12 * * *",
        duration: "1h",
        timeZone: "Europe/Berlin",
        applications: ["*"],
        description: "month-end closing",
      },
    ]).syncWindows ?? [];
  const answer = checkWindows(window === undefined ? [] : [window], {
    now: at("2026-11-23T11:10:00Z"),
    isManual: false,
  });
  expect(answer).toEqual({
    allowed: false,
    reason:
      "Sync is denied by sync window deny:0 12 * * *:1h Europe/Berlin (month-end closing); the next window opens or closes at 2026-11-23T12:00:00Z",
    untilMs: at("2026-11-23T12:00:00Z"),
  });
  expect(window === undefined ? "" : formatWindow(window)).toBe("deny:0 12 * * *:1h");
});

test("between two changes the answer stays", () => {
  const windows = toWindows(day, lunch, night);
  const minute = 60_000;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 * 24 * 60 }), (minutes) => {
      const now = noon + minutes * minute;
      const answer = checkWindows(windows, { now, isManual: false });
      if (answer.allowed || answer.untilMs === undefined) return;
      expect(answer.untilMs).toBeGreaterThan(now);
      expect(checkWindows(windows, { now: answer.untilMs - 1, isManual: false }).allowed).toBe(false);
    }),
  );
});

describe("a window that is wrong closes its project", () => {
  const base = { kind: "deny", schedule: "* * * * *", duration: "1h", applications: ["*"] };
  test.each<[string, object, string]>([
    ["kind", { kind: "maybe" }, "spec.syncWindows[0].kind"],
    ["too few fields", { schedule: "* * * *" }, "five fields of cron"],
    ["seconds", { schedule: "0 * * * * *" }, "five fields of cron"],
    ["a nickname", { schedule: "@daily" }, "five fields of cron"],
    ["out of range", { schedule: "61 * * * *" }, "five fields of cron"],
    ["a day that never comes", { schedule: "0 0 31 2 *" }, "that some day fulfils"],
    ["no duration", { duration: "soon" }, "must be a duration"],
    ["nothing long", { duration: "0s" }, "must be a duration"],
    ["a place that is none", { timeZone: "Mars/Olympus" }, "time zone of the IANA database"],
    ["a field that is unknown", { timezone: "UTC" }, "timezone"],
  ])("%s", (_, change, message) => {
    const manifest = {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AppProject",
      metadata: { name: "team" },
      spec: { syncWindows: [JSON.parse(JSON.stringify({ ...base, ...change }))] },
    };
    const { project, problems } = parseProject(manifest);
    expect(problems.map((problem) => JSON.stringify(problem)).join("\n")).toContain(message);
    expect(project?.obstacles).toHaveLength(1);
  });
});
