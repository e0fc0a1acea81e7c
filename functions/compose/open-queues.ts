import { createQueues } from "../../src/adapters/sqs/queues.ts";
import type { Queues } from "../../src/ports/queues.ts";
import type { FunctionEnvironment } from "./environment.ts";

/** Opens the queues: of AWS, or the local one that speaks the same protocol. */
export function openQueues({ queues }: FunctionEnvironment): Queues {
  const { endpoint, ...urls } = queues;
  return createQueues({ urls, ...(endpoint === "" ? {} : { endpoint }) });
}
