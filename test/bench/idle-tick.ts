import { join } from "node:path";
import pLimit from "p-limit";
import { createDynamoPorts } from "../../src/adapters/dynamodb/dynamodb.ts";
import { openLocalTableClient } from "../../src/adapters/dynamodb/table-client.ts";
import { createTable } from "../../src/adapters/dynamodb/table-schema.ts";
import { createRefs } from "../../src/adapters/git/refs.ts";
import { openEmbeddedTable } from "../../src/local/embedded-table.ts";
import { localTable, toLocalLease } from "../../src/local/local-lease.ts";
import { openView } from "../../src/local/open-view.ts";
import { settle } from "../../src/local/settle.ts";
import { observe } from "../../src/observe.ts";
import type { ObservePorts, Ports, TickPorts } from "../../src/ports/ports.ts";
import type { ObserveSubject, Queues } from "../../src/ports/queues.ts";
import { defaultSettings } from "../../src/settings/settings.ts";
import { tick } from "../../src/tick.ts";
import { watchRequests } from "./request-counter.ts";
import type { IdleTickFigures, IdleTickOrder } from "./run-idle-tick.ts";

// A minute in which nothing happened, in a process of its own: applications are synced first, then a tick and the observations it
// asks for are measured. It prints one line of JSON.

const [text = "{}"] = process.argv.slice(2);
const order: IdleTickOrder = JSON.parse(text);
const syncsAtOnce = 8;
/** The first observation sees everything for the first time; the one after it what the first sync left. */
const warmTicks = 3;

const sent = watchRequests();
let tableOperations = 0;
const table = await openEmbeddedTable({ accessKey: "bench" });
const client = openLocalTableClient((request) => {
  tableOperations += 1;
  return table.send(request);
});
await createTable(client, localTable);
const now = () => Date.now();
const {
  applications,
  applicationData: data,
  seen,
  pauses,
  seats,
  specs,
} = createDynamoPorts({
  client,
  table: localTable,
  ...toLocalLease({ now }),
});
const view = openView({
  cacheFolder: join(order.folder, "cache"),
  toolFolder: join(order.folder, "tools"),
  toolPath: "",
  kubeconfig: { paths: [order.kubeconfig] },
  controlPlane: () => ({ repositories: [], settings: defaultSettings }),
  repositories: [],
  specs,
  hashKey: "bench",
});
const refs = createRefs({ credentials: () => [], allowLocal: false });
const asked: ObserveSubject[] = [];
let woken = 0;
const queues: Queues = {
  wake(names) {
    woken += names.length;
    return Promise.resolve();
  },
  observe(subjects) {
    asked.push(...subjects);
    return Promise.resolve();
  },
  bury: () => Promise.reject(new Error("nothing should be buried")),
};
const ports: Ports & ObservePorts & TickPorts = {
  ...view.ports,
  applications,
  data,
  seen,
  pauses,
  seats,
  queues,
  refs,
  leaseMarginMs: 3_000,
  dailySlots: true,
};

await syncAll();
for (let count = 0; count < warmTicks; count += 1) await runTick();
woken = 0;
const figures = await measure();
process.stdout.write(`${JSON.stringify(figures)}\n`);
await view.close();
await table.close();

async function syncAll(): Promise<void> {
  const limit = pLimit(syncsAtOnce);
  await specs.saveAll(order.applications);
  const names = await specs.list("Application");
  await Promise.all(
    names.map((name) =>
      limit(async () => {
        const { outcome } = await settle(name, ports, {
          timeoutAt: now() + 120_000,
          inTurn: (work) => work(),
          sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
          onLook: () => undefined,
        });
        const status = outcome.held ? "held" : outcome.state?.sync.status;
        if (status !== "Synced") throw new Error(`Cannot measure: ${name.name} is ${status}`);
      }),
    ),
  );
}

/** One tick, and the observations that its messages ask for. */
async function runTick(): Promise<{ readonly tickMs: number; readonly observeMs: number }> {
  view.startRound();
  refs.startRound();
  const startedAt = performance.now();
  await tick(ports);
  const tickedAt = performance.now();
  for (const subject of asked.splice(0)) await observe(subject, ports);
  return { tickMs: tickedAt - startedAt, observeMs: performance.now() - tickedAt };
}

async function measure(): Promise<IdleTickFigures> {
  const [requestsBefore, operationsBefore] = [sent.length, tableOperations];
  const { tickMs, observeMs } = await runTick();
  return {
    applications: order.applications.length,
    tickMs: Math.round(tickMs),
    observeMs: Math.round(observeMs),
    requests: sent.length - requestsBefore,
    tableOperations: tableOperations - operationsBefore,
    reconciles: woken,
  };
}
