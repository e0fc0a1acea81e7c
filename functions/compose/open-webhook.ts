import type { ReceivePorts } from "../../src/moves/receive-delivery.ts";
import { logLine } from "../middleware/log-line.ts";
import { readFunctionEnvironment } from "./environment.ts";
import { once } from "./once.ts";
import { openQueues } from "./open-queues.ts";
import { openTable } from "./open-table.ts";

/** Opens what a webhook uses, once a process. */
export const openWebhook = once(async (): Promise<ReceivePorts> => {
  const environment = readFunctionEnvironment(process.env);
  if (environment.webhookSecret === "") logLine("WARN", "No webhook secret is set: no delivery is accepted");
  const { deliveries } = await openTable(environment);
  const clock = { now: () => Date.now() };
  return { clock, deliveries, queues: openQueues(environment), secret: environment.webhookSecret };
});
