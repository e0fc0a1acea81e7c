import type { Health, HealthStatus } from "../health/health-status.ts";

/** When an application's health became what it is, and why. `since`: milliseconds since 1970. */
export type HealthChange = {
  readonly status: HealthStatus;
  readonly message?: string;
  readonly since: number;
};

/** So many changes are kept: they stand in HEAD, which is written often. */
const changesMax = 10;
const messageMax = 200;

/** Puts a change of health before those that are known; the same status again is none, whatever its message. */
export function noteHealth(
  before: readonly HealthChange[],
  health: Health,
  now: number,
): readonly HealthChange[] {
  if (before[0]?.status === health.status) return before;
  const message = health.message === undefined ? {} : { message: health.message.slice(0, messageMax) };
  return [{ status: health.status, ...message, since: now }, ...before].slice(0, changesMax);
}
