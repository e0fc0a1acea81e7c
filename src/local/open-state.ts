import { resolve } from "node:path";
import { createDynamoPorts, type TablePorts } from "../adapters/dynamodb/dynamodb.ts";
import {
  openLocalTableClient,
  type SendToTable,
  type TableRequest,
} from "../adapters/dynamodb/table-client.ts";
import { ReconcileError } from "../errors.ts";
import { type LocalLeaseOptions, localTable, toLocalLease } from "./local-lease.ts";
import { type StatePlace, takePlace } from "./state-place.ts";

export type StateOptions = LocalLeaseOptions;

export type LocalState = TablePorts & {
  readonly dir: string;
  /** Whose process has the table at present. */
  role(): "owner" | "joiner";
  /** This process's name on leases. */
  readonly owner: string;
  close(): Promise<void>;
};

/**
 * The state folder of the local modes: a path comes in, the ports of the table go out.
 *
 * 1. The folder (mode 0700) holds `table/` (dynalite's LevelDB), `lock/` (who has that lock owns the folder), `owner.json` (0600:
 *    process, port and key) and `hash.key` (0600).
 * 2. The first process owns the table and calls it directly. Others join: they send their requests to its port on 127.0.0.1, with
 *    the key of owner.json in every one.
 * 3. An owner that ends, however it ends, gives the lock back with its last breath: whoever uses the folder next owns it, also a
 *    joiner in the middle of its work, which then sends its last request again (every request of the protocol allows that),
 *    and once more where the next owner ends as well.
 * 4. After an owner that did not end in good order the indexes are compared with the items first.
 */
export async function openState(dir: string, options: StateOptions): Promise<LocalState> {
  const path = resolve(dir);
  const seat = new Seat(path, await takePlace(path));
  const client = openLocalTableClient((request) => seat.send(request));
  const lease = toLocalLease(options);
  return {
    ...createDynamoPorts({ client, table: localTable, ...lease }),
    dir: path,
    owner: lease.owner,
    role: () => seat.role(),
    close: async () => {
      client.destroy();
      await seat.close();
    },
  };
}

/** One request follows owners that end one after another for this long. */
const movingMsMax = 20_000;

/** A place that is taken anew when the owner ends. */
class Seat {
  readonly #dir: string;
  #place: StatePlace;
  #moving: Promise<void> | undefined;
  #closed = false;

  constructor(dir: string, place: StatePlace) {
    this.#dir = dir;
    this.#place = place;
  }

  role(): "owner" | "joiner" {
    return this.#place.role;
  }

  async send(request: TableRequest): ReturnType<SendToTable> {
    for (const end = performance.now() + movingMsMax; ; ) {
      const place = this.#place;
      try {
        return await place.send(request);
      } catch (error) {
        if (place.role === "owner" || performance.now() >= end) throw error;
        await this.#leave(place, error);
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#moving;
    await this.#place.close();
  }

  /** Takes a new place, once for all requests that failed at the old one. */
  async #leave(failed: StatePlace, cause: unknown): Promise<void> {
    if (this.#closed)
      throw new ReconcileError("STATE_UNREACHABLE", "Cannot use the table: the state folder is closed", {
        cause,
      });
    if (this.#place === failed) this.#moving ??= this.#move(failed);
    await this.#moving;
  }

  async #move(failed: StatePlace): Promise<void> {
    try {
      await failed.close();
      this.#place = await takePlace(this.#dir);
    } finally {
      this.#moving = undefined;
    }
  }
}
