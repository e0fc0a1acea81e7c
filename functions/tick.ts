import middy from "@middy/core";
import { tick } from "../src/tick.ts";
import { openTick, type Ticking } from "./compose/open-tick.ts";
import { log } from "./middleware/log.ts";

/** Makes the function of the schedule, over ports that are opened with the first tick. What the schedule says is not read. */
export function createTick(open: () => Promise<Ticking>) {
  return middy()
    .use(log({ function: "tick", facts: (report) => ({ report }) }))
    .handler(async () => {
      const { ports, startRound } = await open();
      startRound();
      return await tick(ports);
    });
}

/** Looks who is due and what moved, once a minute. */
export const handler = createTick(openTick);
