import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { messageOf, ReconcileError } from "../errors.ts";

/** Gives a held lock back. */
export type Unlock = () => Promise<void>;

/**
 * Takes the lock of a state folder: an empty LevelDB store, since its lock excludes processes and, unlike a file with a pid in it,
 * goes with the process however that ends. undefined: somebody has it.
 */
export async function lockFolder(dir: string): Promise<Unlock | undefined> {
  const store = new ClassicLevel(join(dir, "lock"));
  try {
    await store.open();
    return () => store.close();
  } catch (error) {
    if (isLocked(error)) return undefined;
    throw toStoreError(join(dir, "lock"), error);
  }
}

/** Opens and closes a LevelDB store, which replays its log: dynalite would end the whole process where that fails. */
export async function checkStore(path: string): Promise<void> {
  const store = new ClassicLevel(path);
  try {
    await store.open();
    await store.close();
  } catch (error) {
    throw toStoreError(path, error);
  }
}

function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "LEVEL_LOCKED";
}

function toStoreError(path: string, error: unknown): ReconcileError {
  const reason = messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
  const message = `Cannot open the state at ${path}: ${reason}; check the folder's rights and disk, or move it away to start afresh from Git and the cluster`;
  return new ReconcileError("STATE_DAMAGED", message, { cause: error });
}
