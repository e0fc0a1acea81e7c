import { limits } from "../../src/limits.ts";
import { localLeaseMarginMs } from "../../src/local/local-lease.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { Queues } from "../../src/ports/queues.ts";
import type { Tokens } from "../../src/ports/tokens.ts";
import { readFunctionEnvironment } from "./environment.ts";
import { once } from "./once.ts";
import { openQueues } from "./open-queues.ts";
import { openTable } from "./open-table.ts";
import { openFunctionView } from "./open-view.ts";

/** What observe, reconcile and api use; `startRound`: what was read for the last invocation is read anew. */
export type Working = {
  readonly ports: Ports & { readonly queues: Queues; readonly tokens: Tokens };
  startRound(): void;
};

/** Opens everything that a function can use, once a process; nothing is connected to before its first use. */
export const openWorkers = once(async (): Promise<Working> => {
  const environment = readFunctionEnvironment(process.env);
  const table = await openTable(environment);
  const view = await openFunctionView(environment, table.specs);
  const { applications, applicationData: data, seen, tokens } = table;
  const leaseMarginMs = environment.state === "" ? limits.leaseMarginMs : localLeaseMarginMs;
  const ports = {
    ...view.ports,
    applications,
    data,
    seen,
    tokens,
    queues: openQueues(environment),
    leaseMarginMs,
    dailySlots: true,
  };
  return { ports, startRound: () => view.startRound() };
});
