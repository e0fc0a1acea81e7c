import { limits } from "../../src/limits.ts";
import { localLeaseMarginMs } from "../../src/local/local-lease.ts";
import { readSettingsMaps } from "../../src/local/open-view.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { Queues } from "../../src/ports/queues.ts";
import type { Tokens } from "../../src/ports/tokens.ts";
import { parseSettings } from "../../src/settings/read-settings.ts";
import { readFunctionEnvironment } from "./environment.ts";
import { once } from "./once.ts";
import { openQueues } from "./open-queues.ts";
import { openTable } from "./open-table.ts";
import { openFunctionView } from "./open-view.ts";
import { renewed } from "./renewed.ts";

/** What observe, reconcile and api use; `startRound`: what was read for the last invocation is read anew. */
export type Working = {
  readonly ports: Ports & { readonly queues: Queues; readonly tokens: Tokens };
  startRound(): void;
};

const openBase = once(async () => {
  const environment = readFunctionEnvironment(process.env);
  return { environment, table: await openTable(environment), queues: openQueues(environment) };
});

/**
 * Opens everything that a function can use, once a process, and anew when the settings have changed; nothing is connected to
 * before its first use.
 */
export const openWorkers: () => Promise<Working> = renewed({
  read: async () => await readSettingsMaps((await openBase()).table.specs),
  open: async (maps) => {
    const { environment, table, queues } = await openBase();
    const { settings } = parseSettings(...maps);
    const view = await openFunctionView(environment, { specs: table.specs, settings });
    const { applications, applicationData: data, seen, tokens, pauses, seats } = table;
    const leaseMarginMs = environment.state === "" ? limits.leaseMarginMs : localLeaseMarginMs;
    const own = { applications, data, seen, pauses, seats, tokens, queues, leaseMarginMs, dailySlots: true };
    const ports = { ...view.ports, ...own };
    return { ports, startRound: () => view.startRound(), close: () => view.close() };
  },
  keptMs: limits.settingsKeptMs,
  now: () => Date.now(),
});
