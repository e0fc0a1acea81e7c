import { compareText } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";

export type StoredObject = { readonly storage: string; readonly object: KubeObject };

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
};

/** Makes an empty store, in memory. */
export function createStore(): Store {
  const storages = new Map<string, Map<string, KubeObject>>();
  const dependents = new Map<string, Map<string, StoredObject>>();
  const uids = new Set<string>();
  const counts = new Map<string, number>();
  const add = ({ metadata: { namespace = "" } }: KubeObject, number: number) =>
    counts.set(namespace, (counts.get(namespace) ?? 0) + number);
  const cached = new Map<string, number>();
  let version = 0;
  const moveTo = (storage: string) => {
    cached.set(storage, version);
    return String(version);
  };
  const all = () => [...storages].flatMap(([storage, objects]) => toStored(storage, objects.values()));
  return {
    version: () => String(version),
    cachedVersion: (storage) => String(cached.get(storage) ?? moveTo(storage)),
    catchUp: moveTo,
    read: (storage, namespace, name) => storages.get(storage)?.get(`${namespace}/${name}`),
    list(storage, namespace) {
      const objects = [...(storages.get(storage) ?? [])];
      const prefix = `${namespace}/`;
      const wanted = namespace === undefined ? objects : objects.filter(([key]) => key.startsWith(prefix));
      return wanted.sort((a, b) => compareText(a[0], b[0])).map(([, object]) => object);
    },
    contents: (namespace) => all().filter(({ object }) => object.metadata.namespace === namespace),
    size: (storage) => storages.get(storage)?.size ?? 0,
    count: (namespace) => counts.get(namespace) ?? 0,
    dependents: (uid) => [...(dependents.get(uid)?.values() ?? [])],
    has: (uid) => uids.has(uid),
    write(storage, object) {
      version += 1;
      moveTo(storage);
      const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
      const objects = storages.get(storage) ?? new Map<string, KubeObject>();
      const before = objects.get(keyOf(object));
      storages.set(storage, objects.set(keyOf(object), stored));
      uids.add(stored.metadata.uid ?? "");
      if (before === undefined) add(stored, 1);
      else unlink(dependents, storage, before);
      link(dependents, storage, stored);
      return stored;
    },
    remove(storage, object) {
      version += 1;
      moveTo(storage);
      if (storages.get(storage)?.delete(keyOf(object)) === true) add(object, -1);
      uids.delete(object.metadata.uid ?? "");
      unlink(dependents, storage, object);
    },
  };
}

type Dependents = Map<string, Map<string, StoredObject>>;

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

function toStored(storage: string, objects: Iterable<KubeObject>): readonly StoredObject[] {
  return [...objects].map((object) => ({ storage, object }));
}

function link(dependents: Dependents, storage: string, object: KubeObject): void {
  for (const { uid } of object.metadata.ownerReferences ?? []) {
    const own = dependents.get(uid) ?? new Map<string, StoredObject>();
    dependents.set(uid, own.set(`${storage} ${keyOf(object)}`, { storage, object }));
  }
}

function unlink(dependents: Dependents, storage: string, object: KubeObject): void {
  for (const { uid } of object.metadata.ownerReferences ?? []) {
    const own = dependents.get(uid);
    own?.delete(`${storage} ${keyOf(object)}`);
    if (own?.size === 0) dependents.delete(uid);
  }
}
