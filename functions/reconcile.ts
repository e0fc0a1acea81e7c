import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import { parseReconcileEvent } from "../src/adapters/sqs/messages.ts";
import { formatApplicationName } from "../src/application/application.ts";
import { serve } from "../src/serve.ts";
import { beginInvocation } from "./compose/deadline.ts";
import { openWorkers, type Working } from "./compose/open-workers.ts";
import { log } from "./middleware/log.ts";
import { logLine } from "./middleware/log-line.ts";
import { toOutcomeFields } from "./middleware/outcome-fields.ts";
import { serveBatch } from "./middleware/serve-batch.ts";

/** Makes the function of the reconcile queue, over ports that are opened with the first message. */
export function createReconcile(open: () => Promise<Working>) {
  return middy<unknown, SQSBatchResponse>()
    .use(log({ function: "reconcile" }))
    .handler(async (event, context) => {
      const deadline = beginInvocation(context);
      const parsed = parseReconcileEvent(event);
      const { ports, startRound } = await open();
      startRound();
      return await serveBatch(parsed, async (name) => {
        const outcome = await serve(name, ports, { deadline });
        logLine("INFO", "Reconciled", {
          application: formatApplicationName(name),
          ...toOutcomeFields(outcome),
        });
      });
    });
}

/** Brings one application a step nearer to its Git revision. */
export const handler = createReconcile(openWorkers);
