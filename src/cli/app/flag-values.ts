import { InvalidArgumentError } from "commander";
import { parseDuration } from "../../declaration/duration.ts";

const timeText = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Reads until when something lasts: a time, or a duration from now on; milliseconds since 1970. */
export function toPinTime(text: string, now: number): number {
  const duration = parseDuration(text);
  if (duration !== undefined && duration > 0) return now + duration;
  const time = timeText.test(text) ? Date.parse(text) : Number.NaN;
  if (time > now) return time;
  const wrong = Number.isNaN(time) ? "neither a duration nor a time" : "over";
  throw new InvalidArgumentError(`"${text}" is ${wrong}: write 2h, or 2030-01-31T18:00:00Z.`);
}

/** Reads a duration; a bare number means seconds. */
export function toMilliseconds(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new InvalidArgumentError(`"${text}" is no duration: write 60, 60s, 10m or 1h30m.`);
}

/** Reads a whole number. */
export function toCount(text: string): number {
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is no whole number.`);
}
