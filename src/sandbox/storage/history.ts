import { estimateBytes } from "./estimate-bytes.ts";
import { firstIndex } from "./first-index.ts";
import type { StoreEvent } from "./store-event.ts";

/** How much of the past is kept for each storage. */
export type HistoryLimits = { readonly eventsMax: number; readonly bytesMax: number };

/** The last changes of each storage. */
export type History = {
  record(event: StoreEvent): void;
  /** Changes after a version, oldest first; undefined where some of them are no longer known. */
  after(storage: string, version: number): readonly StoreEvent[] | undefined;
  /** The version since which every change of a storage is known. */
  since(storage: string): number;
  /** Forgets everything up to a version. */
  restart(version: number): void;
};

type Entry = { readonly version: number; readonly bytes: number; readonly event: StoreEvent };
type Past = { readonly entries: Entry[]; bytes: number; since: number };

/** Enough for clients that come back within minutes, as a real server's watch cache and etcd keep them. */
export const defaultHistoryLimits: HistoryLimits = { eventsMax: 10_000, bytesMax: 16 * 1024 * 1024 };

/** Makes an empty history that begins at a version. */
export function createHistory(limits: HistoryLimits, first: number): History {
  const pasts = new Map<string, Past>();
  let floor = first;
  return {
    record(event) {
      const past = pasts.get(event.storage) ?? { entries: [], bytes: 0, since: floor };
      pasts.set(event.storage, past);
      // What was there before is kept by nobody else; the new object is the store's own.
      const bytes = estimateBytes(event.before);
      past.entries.push({ version: Number(event.object.metadata.resourceVersion), bytes, event });
      past.bytes += bytes;
      while (past.entries.length > limits.eventsMax || past.bytes > limits.bytesMax) forgetOldest(past);
    },
    after(storage, version) {
      const past = pasts.get(storage);
      if (version < (past?.since ?? floor)) return undefined;
      return (
        past?.entries
          .slice(firstIndex(past.entries, (entry) => entry.version > version))
          .map(({ event }) => event) ?? []
      );
    },
    since: (storage) => pasts.get(storage)?.since ?? floor,
    restart(version) {
      pasts.clear();
      floor = version;
    },
  };
}

function forgetOldest(past: Past): void {
  const oldest = past.entries.shift();
  past.bytes -= oldest?.bytes ?? past.bytes;
  past.since = oldest?.version ?? past.since;
}
