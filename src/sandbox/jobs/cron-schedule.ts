import { Cron } from "croner";

/** Finds the times of a cron schedule. */
export type CronSchedule = {
  /** The first time after another, in whole minutes; undefined: there is none. */
  next(after: Date): Date | undefined;
};

/** Parses five fields, or a macro such as `@daily`, of a time zone's wall clock; undefined: it is no schedule. */
export function parseCron(text: string, timeZone = "UTC"): CronSchedule | undefined {
  try {
    const cron = new Cron(text, { mode: "5-part", timezone: timeZone });
    return { next: (after) => cron.nextRun(after) ?? undefined };
  } catch {
    return undefined; // `@every` is valid for the server, and never due here
  }
}
