import { randomBytes } from "node:crypto";
import { access, chmod, constants, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repairIndexes } from "../adapters/dynamodb/repair-indexes.ts";
import { openLocalTableClient, type SendToTable } from "../adapters/dynamodb/table-client.ts";
import { createTable, readTableStatus } from "../adapters/dynamodb/table-schema.ts";
import { messageOf, ReconcileError } from "../errors.ts";
import { type EmbeddedTable, openEmbeddedTable } from "./embedded-table.ts";
import { checkStore, lockFolder, type Unlock } from "./folder-lock.ts";
import { localTable } from "./local-lease.ts";
import { deleteOwner, readOwner, saveOwner } from "./owner-file.ts";
import { isDeadOwner, nameThisProcess, pidOf } from "./process-identity.ts";
import { openTableRelay } from "./table-relay.ts";
import { upgradeTable } from "./upgrade-table.ts";

/** This process's place at a state folder: it owns the table, or uses the one of the process that does. */
export type StatePlace = {
  readonly role: "owner" | "joiner";
  readonly send: SendToTable;
  close(): Promise<void>;
};

/** An owner needs some 100 ms to open; after a crash it also looks through its table. */
const openTimeoutMs = 20_000;
const pauseMs = 25;

/** Takes the folder if nobody has it, else joins its owner. Of processes that start at once, one owns and all others join. */
export async function takePlace(dir: string): Promise<StatePlace> {
  await makeFolder(dir);
  const end = performance.now() + openTimeoutMs;
  do {
    const unlock = await lockFolder(dir);
    if (unlock !== undefined) return own(dir, unlock);
    const joined = await joinOwner(dir);
    if (joined !== undefined) return joined;
    await sleep(pauseMs);
  } while (performance.now() < end);
  const pid = pidOf((await readOwner(dir))?.owner ?? "");
  const who = pid === undefined ? "another process" : `process ${pid}`;
  throw new ReconcileError(
    "STATE_UNREACHABLE",
    `Cannot open the state folder ${dir}: ${who} has it and does not answer; end that process, or choose another folder`,
  );
}

async function makeFolder(dir: string): Promise<void> {
  try {
    const made = await mkdir(dir, { recursive: true, mode: 0o700 });
    if (made !== undefined) await chmod(dir, 0o700); // whatever the umask says
    await access(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const message = `Cannot use the state folder ${dir}: ${messageOf(error)}; make it writable, or choose another folder`;
    throw new ReconcileError("CONFIG_INVALID", message, { cause: error });
  }
}

async function own(dir: string, unlock: Unlock): Promise<StatePlace> {
  try {
    // The file of an owner that ended in good order is gone.
    const crashed = (await readOwner(dir)) !== undefined;
    const accessKey = randomBytes(24).toString("hex");
    const table = await openStore(join(dir, "table"), accessKey);
    if (crashed) await withClient(table, (client) => repairIndexes(client, localTable));
    await saveOwner(dir, { owner: nameThisProcess(), port: table.port, accessKey });
    return { role: "owner", send: table.send, close: () => leave(dir, table, unlock) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** The table is closed first: while the file is there, whoever comes next looks through the table. */
async function leave(dir: string, table: EmbeddedTable, unlock: Unlock): Promise<void> {
  await table.close();
  await deleteOwner(dir);
  await unlock();
}

/**
 * Opens the store and its table. One that an older program made is brought up to date; one whose making was interrupted is empty
 * and never gets ready, so it is made again.
 */
async function openStore(path: string, accessKey: string): Promise<EmbeddedTable> {
  await checkStore(path);
  const table = await openEmbeddedTable({ path, accessKey });
  const status = await withClient(table, (client) => readTableStatus(client, localTable));
  if (status === "ACTIVE") return table;
  if (status === undefined) {
    await withClient(table, (client) => createTable(client, localTable));
    return table;
  }
  await table.close();
  if (status === "OUTDATED") await upgradeTable(path);
  else await rm(path, { recursive: true });
  return openStore(path, accessKey);
}

async function withClient<T>(
  table: EmbeddedTable,
  work: (client: ReturnType<typeof openLocalTableClient>) => Promise<T>,
): Promise<T> {
  const client = openLocalTableClient(table.send);
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

async function joinOwner(dir: string): Promise<StatePlace | undefined> {
  const owner = await readOwner(dir);
  if (owner === undefined || isDeadOwner(owner.owner)) return undefined;
  const relay = openTableRelay(owner);
  if (await relay.ask())
    return { role: "joiner", send: relay.send, close: () => Promise.resolve(relay.close()) };
  relay.close();
  return undefined;
}
