import type { StoreEvent } from "./store-event.ts";

/** Who listens to the changes of a store. */
export type Announcer = {
  /** Tells every listener within the call, unless one of them calls it: that event waits for the present one. */
  tell(event: StoreEvent): void;
  subscribe(listener: (event: StoreEvent) => void): () => void;
};

/** Makes an announcer that tells all listeners everything in the same order. */
export function createAnnouncer(): Announcer {
  const listeners = new Set<(event: StoreEvent) => void>();
  const untold: StoreEvent[] = [];
  const tellAll = () => {
    for (let next = untold[0]; next !== undefined; next = untold[0]) {
      for (const listener of listeners) listener(next);
      untold.shift();
    }
  };
  return {
    tell(event) {
      untold.push(event);
      if (untold.length > 1) return;
      try {
        tellAll();
      } finally {
        untold.length = 0; // one that throws must not silence all that comes after
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
