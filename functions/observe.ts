import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import { parseObserveEvent } from "../src/adapters/sqs/messages.ts";
import { observe } from "../src/observe.ts";
import { openWorkers, type Working } from "./compose/open-workers.ts";
import { log } from "./middleware/log.ts";
import { logLine } from "./middleware/log-line.ts";
import { serveBatch } from "./middleware/serve-batch.ts";

/** Makes the function of the observe queue, over ports that are opened with the first message. */
export function createObserve(open: () => Promise<Working>) {
  return middy<unknown, SQSBatchResponse>()
    .use(log({ function: "observe" }))
    .handler(async (event) => {
      const parsed = parseObserveEvent(event);
      const { ports, startRound } = await open();
      startRound();
      return await serveBatch(parsed, async (subject) => {
        const report = await observe(subject, ports);
        logLine(report.failures.length === 0 ? "INFO" : "WARN", "Observed", { subject, ...report });
      });
    });
}

/** Looks at what moved in a cluster or a repository. */
export const handler = createObserve(openWorkers);
