import { createHash } from "node:crypto";
import { type ApplicationName, formatApplicationName } from "../application/application.ts";

const dayMs = 24 * 3_600_000;

/**
 * Gives when an application at rest is compared in full next: a fixed time of the day, made from its name, so that the
 * comparisons of many are spread over the day. Always later than `now`, in milliseconds since 1970.
 */
export function nextDailySlot(name: ApplicationName, now: number): number {
  const hash = createHash("sha256").update(formatApplicationName(name)).digest();
  const slot = hash.readUInt32BE() % dayMs;
  return now + dayMs - ((((now - slot) % dayMs) + dayMs) % dayMs);
}
