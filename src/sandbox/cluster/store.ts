import type { KubeObject } from "../../kube/object.ts";
import { createAnnouncer } from "../storage/announcer.ts";
import { createHistory, defaultHistoryLimits, type HistoryLimits } from "../storage/history.ts";
import { createObjectIndex } from "../storage/object-index.ts";
import { createSortedObjects, type SortedObjects } from "../storage/sorted-objects.ts";
import type { StoredObject, StoreEvent } from "../storage/store-event.ts";

export type { StoredObject, StoreEvent };

/** Objects by storage, namespace and name, and the counter that versions them. */
export type Store = {
  version(): string;
  /** The version up to which the watch cache of a storage has seen everything; it grows with changes and catchUp alone. */
  cachedVersion(storage: string): string;
  /** Brings that cache to the newest version. */
  catchUp(storage: string): string;
  read(storage: string, namespace: string, name: string): KubeObject | undefined;
  /** By namespace and name; without a namespace, those of all. */
  list(storage: string, namespace?: string): readonly KubeObject[];
  /** The changes of a storage after a version, oldest first; undefined where some of them are no longer known. */
  changes(storage: string, version: number): readonly StoreEvent[] | undefined;
  /** The version since which every change of a storage is known. */
  knownSince(storage: string): number;
  /** Everything there is. */
  everything(): readonly StoredObject[];
  /** Everything in a namespace. */
  contents(namespace: string): readonly StoredObject[];
  /** How many objects a storage has. */
  size(storage: string): number;
  /** How many objects a namespace has. */
  count(namespace: string): number;
  /** Objects that name this uid as an owner. */
  dependents(uid: string): readonly StoredObject[];
  /** Whether an object with this uid is there. */
  has(uid: string): boolean;
  /** Stores an object under the next resourceVersion. */
  write(storage: string, object: KubeObject): KubeObject;
  remove(storage: string, object: KubeObject): void;
  /** Fills an empty store with what an earlier one had, silently. */
  restore(objects: readonly StoredObject[], version: string): void;
  /** Tells a listener of every change, in the order of versions and within the call that makes it; the answer ends that. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
};

// No client has a version from before the first start, so those below it are as old as compacted ones.
const firstVersion = 100;

/** Makes an empty store, in memory. */
export function createStore(limits: HistoryLimits = defaultHistoryLimits): Store {
  const storages = new Map<string, SortedObjects>();
  const index = createObjectIndex();
  const history = createHistory(limits, firstVersion);
  const { tell, subscribe } = createAnnouncer();
  const cached = new Map<string, number>();
  let version = firstVersion;
  const moveTo = (storage: string) => {
    cached.set(storage, version);
    return String(version);
  };
  const all = (prefix = "") =>
    [...storages].flatMap(([storage, objects]) =>
      objects.list(prefix).map((object) => ({ storage, object })),
    );
  const announce = (event: StoreEvent) => {
    history.record(event);
    tell(event);
  };
  const place = (storage: string, stored: KubeObject) => {
    const objects = storages.get(storage) ?? createSortedObjects();
    storages.set(storage, objects);
    const before = objects.put(keyOf(stored), stored);
    if (before !== undefined) index.remove({ storage, object: before });
    index.add({ storage, object: stored });
    return before;
  };
  return {
    version: () => String(version),
    cachedVersion: (storage) => String(cached.get(storage) ?? moveTo(storage)),
    catchUp: moveTo,
    read: (storage, namespace, name) => storages.get(storage)?.read(`${namespace}/${name}`),
    list: (storage, namespace) => storages.get(storage)?.list(toPrefix(namespace)) ?? [],
    changes: history.after,
    knownSince: history.since,
    everything: all,
    contents: (namespace) => all(toPrefix(namespace)),
    size: (storage) => storages.get(storage)?.size ?? 0,
    count: index.count,
    dependents: index.dependents,
    has: index.has,
    write(storage, object) {
      version += 1;
      moveTo(storage);
      const stored = toVersion(object, version);
      const before = place(storage, stored);
      announce({ type: before === undefined ? "ADDED" : "MODIFIED", storage, object: stored, before });
      return stored;
    },
    remove(storage, object) {
      const present = storages.get(storage)?.remove(keyOf(object));
      version += 1;
      moveTo(storage);
      if (present !== undefined) index.remove({ storage, object: present });
      announce({ type: "DELETED", storage, object: toVersion(object, version), before: object });
    },
    restore(objects, newest) {
      version = Number(newest);
      history.restart(version);
      for (const { storage, object } of objects) place(storage, object);
    },
    subscribe,
  };
}

function toPrefix(namespace: string | undefined): string {
  return namespace === undefined ? "" : `${namespace}/`;
}

function toVersion(object: KubeObject, version: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
