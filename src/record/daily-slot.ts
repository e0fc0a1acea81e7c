import { createHash } from "node:crypto";
import { type ApplicationName, formatApplicationName } from "../application/application.ts";

const dayMs = 24 * 3_600_000;

/** How often an application at rest is compared, where the settings say so. */
export type RestPeriod = {
  readonly periodMs?: number;
  readonly jitterMs: number;
  /** It is rendered anew so often, so it is looked at as often. */
  readonly hardPeriodMs?: number;
};

/**
 * Gives when an application at rest is compared in full next: a fixed time of the day, made from its name, so that the
 * comparisons of many are spread over the day. Always later than `now`, in milliseconds since 1970.
 */
export function nextDailySlot(name: ApplicationName, now: number): number {
  const slot = toNumber(name) % dayMs;
  return now + dayMs - ((((now - slot) % dayMs) + dayMs) % dayMs);
}

/** Gives when an application at rest is compared next: after the period that is set, but not later than at its time of the day. */
export function nextLook(name: ApplicationName, now: number, rest: RestPeriod): number {
  const { jitterMs } = rest;
  const daily = nextDailySlot(name, now);
  const periodMs = Math.min(rest.periodMs ?? Infinity, rest.hardPeriodMs ?? Infinity);
  if (periodMs === Infinity) return daily;
  const jitter = jitterMs === 0 ? 0 : toNumber(name) % jitterMs;
  return Math.min(daily, now + periodMs + jitter);
}

/** The same for the same name, and spread evenly over names. */
function toNumber(name: ApplicationName): number {
  return createHash("sha256").update(formatApplicationName(name)).digest().readUInt32BE();
}
