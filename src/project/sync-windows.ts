/*
 * Sync windows: when an AppProject lets its applications be synced.
 *
 * In:  a project, an application with its cluster, who asks (a person, or the automation), and the time.
 * Out: whether a sync may run; if not, why in one sentence, and when that changes.
 *
 * The rules are Argo CD's (CanSync in pkg/apis/application/v1alpha1/types.go at 37ee0097), in order:
 * 1. A window is an application's if one of its lists names the application, its cluster or its namespace; with andOperator
 *    all lists that are there must. A window without lists is nobody's.
 * 2. It is active from each start of its schedule on for its duration. Schedules are of the wall clock of their time zone: a
 *    start that daylight saving skips is an hour later, one that comes twice is taken once.
 * 3. An active deny window forbids. manualSync of all active deny windows lets people sync all the same.
 * 4. Where there are allow windows, one must be active. manualSync of all of them lets people sync all the same.
 * 5. What runs already goes on where all windows that forbid it have syncOverrun, and it was allowed when it started.
 */
import { Cron } from "croner";
import type { Application } from "../application/application.ts";
import type { Project, SyncWindow } from "../application/project-spec.ts";
import { parseGlob } from "./glob.ts";
import type { ClusterIdentity } from "./project.ts";

/** What asks for a sync, or has one running. Times in milliseconds since 1970. */
export type WindowQuestion = {
  readonly now: number;
  /** A person asked. */
  readonly isManual: boolean;
  /** When the sync that runs began; undefined: a new one. */
  readonly startedAt?: number;
};

/** `untilMs`: when a window opens or closes next, in milliseconds since 1970; undefined: none does within years. */
export type WindowAnswer =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string; readonly untilMs?: number };

type Subject = Pick<Application, "destination" | "name">;

/** Gives the sync windows that are an application's. */
export function windowsOf(
  project: Project,
  application: Subject,
  cluster: ClusterIdentity,
): readonly SyncWindow[] {
  return (project.syncWindows ?? []).filter((window) => isOf(window, application, cluster));
}

/** Tells whether an application may be synced now, as far as its windows are asked. */
export function checkWindows(windows: readonly SyncWindow[], question: WindowQuestion): WindowAnswer {
  const forbidding = findForbidding(windows, question.now);
  if (forbidding.length === 0) return { allowed: true };
  if (question.isManual && forbidding.every((window) => window.manualSync)) return { allowed: true };
  if (isOverrun(windows, forbidding, question)) return { allowed: true };
  const changes = windows.flatMap((window) => nextChange(window, question.now) ?? []);
  const reason = toReason(forbidding);
  if (changes.length === 0) return { allowed: false, reason };
  const untilMs = Math.min(...changes);
  return {
    allowed: false,
    reason: `${reason}; the next window opens or closes at ${toTime(untilMs)}`,
    untilMs,
  };
}

/** Tells whether a window is open at a time. */
export function isActive(window: SyncWindow, now: number): boolean {
  const start = nextStart(window, now - window.durationMs);
  return start !== undefined && start <= now;
}

/** Prints a window as Argo CD's command line does: `kind:schedule:duration`. */
export function formatWindow({ kind, schedule, duration }: SyncWindow): string {
  return `${kind}:${schedule}:${duration}`;
}

/** The windows because of which nobody may sync now: active deny windows, or allow windows of which none is active. */
function findForbidding(windows: readonly SyncWindow[], now: number): readonly SyncWindow[] {
  const active = windows.filter((window) => isActive(window, now));
  const denying = active.filter(({ kind }) => kind === "deny");
  if (denying.length > 0) return denying;
  if (active.some(({ kind }) => kind === "allow")) return [];
  return windows.filter(({ kind }) => kind === "allow");
}

function isOverrun(
  windows: readonly SyncWindow[],
  forbidding: readonly SyncWindow[],
  { startedAt, isManual }: WindowQuestion,
): boolean {
  if (startedAt === undefined || !forbidding.every((window) => window.syncOverrun)) return false;
  const before = findForbidding(windows, startedAt);
  return before.length === 0 || (isManual && before.every((window) => window.manualSync));
}

function isOf(window: SyncWindow, { name, destination }: Subject, cluster: ClusterIdentity): boolean {
  const clusterTexts = [cluster.name, cluster.server, destination.name ?? "", destination.server ?? ""];
  const lists = [
    { patterns: window.applications, texts: [name.name] },
    { patterns: window.clusters, texts: clusterTexts.filter((text) => text !== "") },
    { patterns: window.namespaces, texts: [destination.namespace] },
  ].filter(({ patterns }) => patterns.length > 0);
  const matches = lists.map(({ patterns, texts }) => patterns.some((pattern) => names(pattern, texts)));
  if (matches.length === 0) return false;
  return window.andOperator ? matches.every((each) => each) : matches.some((each) => each);
}

/** A pattern that is malformed names everything: its window may have been meant to deny. */
function names(pattern: string, texts: readonly string[]): boolean {
  const glob = parseGlob(pattern, "names");
  return glob === undefined || texts.some(glob);
}

function nextChange(window: SyncWindow, now: number): number | undefined {
  const start = nextStart(window, now - window.durationMs);
  if (start === undefined) return undefined;
  return start > now ? start : start + window.durationMs;
}

const schedules = new WeakMap<SyncWindow, Cron>();

/** The first start after a time. */
function nextStart(window: SyncWindow, after: number): number | undefined {
  const { schedule, timeZone } = window;
  const cron = schedules.get(window) ?? new Cron(schedule, { mode: "5-part", timezone: timeZone });
  schedules.set(window, cron);
  return cron.nextRun(new Date(after))?.getTime();
}

function toReason(forbidding: readonly SyncWindow[]): string {
  const shown = forbidding.map(describe).join(", ");
  const isDeny = forbidding.some(({ kind }) => kind === "deny");
  return isDeny ? `Sync is denied by sync window ${shown}` : `Sync is allowed only in sync window ${shown}`;
}

function describe(window: SyncWindow): string {
  const { timeZone, description = "" } = window;
  const zone = timeZone === "UTC" ? "" : ` ${timeZone}`;
  return `${formatWindow(window)}${zone}${description === "" ? "" : ` (${description})`}`;
}

function toTime(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}
