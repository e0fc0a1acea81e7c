import { redact } from "./redact.ts";

const rank = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3 } as const;

export type LogLevel = keyof typeof rank;
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Writes one line of JSON that Lambda keeps as it is: a constant message, and facts as fields, redacted. Lines below the level
 * that OUTRIGGER_LOG_LEVEL names (`info` where it names none) are not written.
 */
export function logLine(level: LogLevel, message: string, fields: LogFields = {}): void {
  if (rank[level] < lowestRank(process.env["OUTRIGGER_LOG_LEVEL"])) return;
  const line = { timestamp: new Date().toISOString(), level, message };
  // The line's own fields come first, and last: nobody's facts take their place.
  process.stdout.write(`${JSON.stringify({ ...line, ...toFields(fields), ...line })}\n`);
}

function toFields(fields: LogFields): object {
  const redacted = redact(fields);
  return typeof redacted === "object" && redacted !== null ? redacted : {};
}

function lowestRank(name: string | undefined): number {
  const named = Object.entries(rank).find(([level]) => level === name?.toUpperCase());
  return named?.[1] ?? rank.INFO;
}
