import type { BulkPointer } from "../../ports/applications.ts";

/** Sort key of a bulk chunk; zero-padded, so that older chunks sort before newer ones. */
export function toChunkSortKey(pointer: Pick<BulkPointer, "token" | "sequence">, chunk: number): string {
  return `INVENTORY#${pad(pointer.token, 12)}#${pad(pointer.sequence, 6)}#${pad(chunk, 4)}`;
}

/** Sorts behind every bulk chunk, and before what comes next. */
export const chunkSortKeysEnd = "INVENTORY~";

/** Sort key of a sync record; operation ids begin with 13 digits of milliseconds, so it sorts by time. */
export function toRecordSortKey(operation: string): string {
  return `RECORD#${operation}`;
}

/** Sort key of a further chunk of a sync record too large for one item. */
export function toRecordChunkSortKey(operation: string, chunk: number): string {
  return `RECORDCHUNK#${operation}#${pad(chunk, 4)}`;
}

const refPrefix = "REF#";

/** Sort key of the head that a targetRevision was last seen at. */
export function toRefSortKey(targetRevision: string): string {
  return `${refPrefix}${targetRevision}`;
}

/** Reads the targetRevision back from a sort key. */
export function parseRefSortKey(sortKey: string): string {
  return sortKey.slice(refPrefix.length);
}

/** Sort key of a further chunk of what was seen of a cluster; the sum keeps two that were made on one revision apart. */
export function toSeenChunkSortKey(revision: number, sum: string, chunk: number): string {
  return `SEENCHUNK#${pad(revision, 12)}#${sum}#${pad(chunk, 4)}`;
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}
