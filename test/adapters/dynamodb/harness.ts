import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  createDynamoPorts,
  type TableOptions,
  type TablePorts,
} from "../../../src/adapters/dynamodb/dynamodb.ts";
import { type HeadCounters, parseCounters } from "../../../src/adapters/dynamodb/head-item.ts";
import { toHeadKey } from "../../../src/adapters/dynamodb/item-keys.ts";
import { Table } from "../../../src/adapters/dynamodb/table.ts";
import { openLocalTableClient, type SendToTable } from "../../../src/adapters/dynamodb/table-client.ts";
import { createTable } from "../../../src/adapters/dynamodb/table-schema.ts";
import { openEmbeddedTable } from "../../../src/local/embedded-table.ts";
import type { ApplicationsHarness, Weather, Worker } from "../../contracts/worker.ts";

export type TableWorker = Worker & TablePorts & { readonly client: DynamoDBClient };

export type TableHarness = Omit<ApplicationsHarness, "start"> & {
  readonly client: DynamoDBClient;
  readonly table: Table;
  /** Names of the DynamoDB operations since the last call. */
  operations(): readonly string[];
  start(options?: Partial<TableOptions>): TableWorker;
};

const tableName = "outrigger-test";

/** Opens an embedded table in memory, with workers whose requests can be lost or doubled. */
export async function openHarness(): Promise<TableHarness> {
  const engine = await openEmbeddedTable({ accessKey: "test" });
  const seen: string[] = [];
  const send: SendToTable = (request) => {
    seen.push((request.headers["x-amz-target"] ?? "").replace(/^.*\./, ""));
    return engine.send(request);
  };
  const client = openLocalTableClient(engine.send);
  await createTable(client, tableName);
  const table = new Table(client, tableName);
  const clock = { now: 1_000_000 };
  const dead = new Set<string>();
  const leaseMs = 10_000;
  let workers = 0;
  const start = (options: Partial<TableOptions> = {}): TableWorker => {
    workers += 1;
    const owner = `worker-${workers}`;
    const weather: { now: Weather } = { now: "fine" };
    const workerClient = openLocalTableClient((request) => sendThrough(weather.now, () => send(request)));
    const base = { client: workerClient, table: tableName, owner, leaseMs, now: () => clock.now };
    const ports = createDynamoPorts({ ...base, isDead: (other) => dead.has(other), ...options });
    const setWeather = (next: Weather) => {
      weather.now = next;
    };
    return { ...ports, owner, client: workerClient, setWeather };
  };
  return {
    leaseMs,
    clock,
    dead,
    client,
    table,
    start,
    operations: () => seen.splice(0),
    inspect: async (name) => {
      const item = await table.read(toHeadKey(name), "inspect HEAD");
      return item === undefined ? undefined : toCounters(parseCounters(item));
    },
    close: engine.close,
  };
}

function toCounters(counters: HeadCounters) {
  const { writes: _writes, finished: _finished, ...rest } = counters;
  return rest;
}

async function sendThrough(weather: Weather, send: () => ReturnType<SendToTable>) {
  const answer = await send();
  if (weather === "lost") throw new Error("socket hang up");
  return weather === "doubled" ? send() : answer;
}
