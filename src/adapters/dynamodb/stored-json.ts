import { messageOf, ReconcileError } from "../../errors.ts";
import { parseJson } from "../../kube/json.ts";

/** Reads JSON that this program wrote, as the type it was written from: the one cast of the table. Throws STATE_DAMAGED. */
export function parseStored<T>(text: string, what: string): T {
  try {
    return parseJson(text) as T;
  } catch (error) {
    throw toDamage(what, messageOf(error), error);
  }
}

/** Says that stored data cannot be used: which, why, and what to do. */
export function toDamage(what: string, why: string, cause?: unknown): ReconcileError {
  const message = `Cannot read ${what}: ${why}; restore the table, or delete this item to start afresh from Git and the cluster`;
  return new ReconcileError("STATE_DAMAGED", message, cause === undefined ? undefined : { cause });
}
