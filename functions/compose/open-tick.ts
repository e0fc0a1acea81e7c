import { createRefs } from "../../src/adapters/git/refs.ts";
import type { TickPorts } from "../../src/ports/ports.ts";
import { readFunctionEnvironment } from "./environment.ts";
import { once } from "./once.ts";
import { openQueues } from "./open-queues.ts";
import { openTable } from "./open-table.ts";
import { readRepositories } from "./read-repositories.ts";

/** What a tick uses, and the beginning of a new look at heads. */
export type Ticking = { readonly ports: TickPorts; startRound(): void };

/** Opens what a tick uses, once a process. */
export const openTick = once(async (): Promise<Ticking> => {
  const environment = readFunctionEnvironment(process.env);
  const table = await openTable(environment);
  const declared = await readRepositories(environment);
  const refs = createRefs({
    credentials: () => declared,
    allowLocal: environment.state !== "",
  });
  const clock = { now: () => Date.now() };
  const { applications, seen } = table;
  return {
    ports: { clock, applications, seen, queues: openQueues(environment), refs },
    startRound: () => refs.startRound(),
  };
});
