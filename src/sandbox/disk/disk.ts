/**
 * The state on disk: what the sandbox's objects were when it last ran.
 *
 * In: a folder and an empty store. Out: the store as it was, and a file that follows it from then on.
 * 1. The folder is one process's at a time (folder-lock.ts).
 * 2. `cluster.jsonl` is a journal: a header, then one line for every change, in the order of versions (journal-line.ts). A line is
 *    with the system before the request that made it is answered; there is no fsync, so only a power cut can lose some.
 * 3. A last line without its end is dropped; any other damage is an error that names the file (saved-state.ts).
 * 4. A journal that has grown far beyond what it says is replaced by the present objects, in one step (journal-file.ts).
 * 5. The version counter goes on above all versions that anybody has seen.
 */
import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, ReconcileError } from "../../errors.ts";
import type { Store } from "../cluster/store.ts";
import type { StoreEvent } from "../storage/store-event.ts";
import { lockFolder } from "./folder-lock.ts";
import { type JournalFile, openJournalFile } from "./journal-file.ts";
import { toEventLine, toObjectLine } from "./journal-line.ts";
import { toHeader, toSavedState } from "./saved-state.ts";

export type Disk = {
  /** Hands what has changed to the system; a failure is a warning, and all is written as soon as that goes again. */
  save(): void;
  close(): Promise<void>;
};

/** Journals below this size are left alone. */
const journalBytesMin = 8 * 1024 * 1024;
/** A journal may be this many times the size of what it says. */
const growthMax = 4;
// A watcher may have seen a controller's change that a killed process had not written.
const versionsUnseen = 1_000;
const retryMs = 5_000;

/** Fills an empty store from a folder, and keeps the folder up to date until `close`. Rejects with what to do about it. */
export async function openDisk(folder: string, store: Store): Promise<Disk> {
  const place = await openFolder(folder);
  const unlock = await lockFolder(place);
  try {
    const path = join(place, "cluster.jsonl");
    const file = openJournalFile(path);
    restore(file, path, store);
    return followStore(file, store, unlock);
  } catch (error) {
    await unlock();
    throw error instanceof ReconcileError ? error : toOpenError(folder, error);
  }
}

async function openFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await realpath(folder);
  } catch (error) {
    throw toOpenError(folder, error);
  }
}

function restore(file: JournalFile, path: string, store: Store): void {
  const lines = file.readLines();
  if (lines.length === 0) {
    file.append(toHeader(store.version()));
    return;
  }
  const { objects, version } = toSavedState(lines, path);
  store.restore(objects, String(version + versionsUnseen));
  if (lines.length > 1_000 + 2 * objects.length) rewrite(file, store);
}

function followStore(file: JournalFile, store: Store, unlock: () => Promise<void>): Disk {
  const changes = new Map<string, StoreEvent>();
  let bytesMax = Math.max(journalBytesMin, growthMax * file.bytes);
  let failedAt: number | undefined;
  const replace = () => {
    rewrite(file, store);
    bytesMax = Math.max(journalBytesMin, growthMax * file.bytes);
  };
  const save = (isLast = false) => {
    if (changes.size === 0 && failedAt === undefined) return;
    if (failedAt !== undefined && !isLast && Date.now() < failedAt + retryMs) return;
    const text = [...changes.values()].map(toEventLine).join("");
    changes.clear();
    try {
      if (failedAt !== undefined || file.bytes + text.length > bytesMax) replace();
      else file.append(text);
      failedAt = undefined;
    } catch (error) {
      // What is lost here is in the store: the next attempt writes all of it.
      if (failedAt === undefined) process.emitWarning(`Cannot save the sandbox's state: ${messageOf(error)}`);
      failedAt = Date.now();
    }
  };
  let isWaiting = false;
  let isClosed = false;
  const unsubscribe = store.subscribe((event) => {
    const { namespace = "", name } = event.object.metadata;
    const key = `${event.storage} ${namespace}/${name}`;
    changes.delete(key); // the last change of an object stands for all, in its own place
    changes.set(key, event);
    if (isWaiting) return;
    isWaiting = true;
    // For changes that no request waits for.
    setImmediate(() => {
      isWaiting = false;
      if (!isClosed) save();
    });
  });
  return {
    save: () => save(),
    close: async () => {
      unsubscribe();
      save(true);
      isClosed = true;
      file.close();
      await unlock();
    },
  };
}

function rewrite(file: JournalFile, store: Store): void {
  file.replace(toLines(store));
}

function* toLines(store: Store): Generator<string> {
  yield toHeader(store.version());
  for (const stored of store.everything()) yield toObjectLine(stored);
}

function toOpenError(folder: string, cause: unknown): ReconcileError {
  const message = `Cannot open the sandbox's state in ${folder}: ${messageOf(cause)}`;
  return new ReconcileError("STATE_UNREACHABLE", message, { cause });
}
