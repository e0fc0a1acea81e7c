import middy from "@middy/core";
import { tick } from "../src/tick.ts";
import { openTick, type Ticking } from "./compose/open-tick.ts";
import { log } from "./middleware/log.ts";
import { logLine } from "./middleware/log-line.ts";

/** Makes the function of the schedule, over ports that are opened with the first tick. What the schedule says is not read. */
export function createTick(open: () => Promise<Ticking>) {
  return middy()
    .use(log({ function: "tick" }))
    .handler(async () => {
      const { ports, startRound } = await open();
      startRound();
      const report = await tick(ports);
      logLine(report.failures.length === 0 ? "INFO" : "WARN", "Ticked", { ...report });
      return report;
    });
}

/** Looks who is due and what moved, once a minute. */
export const handler = createTick(openTick);
