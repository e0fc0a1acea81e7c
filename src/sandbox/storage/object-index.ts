import type { KubeObject } from "../../kube/object.ts";
import type { StoredObject } from "./store-event.ts";

/** What is known of objects beside their place: their uids, their owners, how many each namespace has. */
export type ObjectIndex = {
  add(stored: StoredObject): void;
  remove(stored: StoredObject): void;
  /** Whether an object with this uid is there. */
  has(uid: string): boolean;
  /** How many objects a namespace has. */
  count(namespace: string): number;
  /** Objects that name this uid as an owner. */
  dependents(uid: string): readonly StoredObject[];
};

/** Makes an empty index. */
export function createObjectIndex(): ObjectIndex {
  const uids = new Set<string>();
  const counts = new Map<string, number>();
  const dependents = new Map<string, Map<string, StoredObject>>();
  const move = ({ metadata: { namespace = "" } }: KubeObject, number: number) =>
    counts.set(namespace, (counts.get(namespace) ?? 0) + number);
  return {
    add(stored) {
      const { uid: own = "", ownerReferences = [] } = stored.object.metadata;
      uids.add(own);
      move(stored.object, 1);
      for (const { uid } of ownerReferences) {
        const known = dependents.get(uid) ?? new Map<string, StoredObject>();
        dependents.set(uid, known.set(placeOf(stored), stored));
      }
    },
    remove(stored) {
      const { uid: own = "", ownerReferences = [] } = stored.object.metadata;
      uids.delete(own);
      move(stored.object, -1);
      for (const { uid } of ownerReferences) {
        const known = dependents.get(uid);
        known?.delete(placeOf(stored));
        if (known?.size === 0) dependents.delete(uid);
      }
    },
    has: (uid) => uids.has(uid),
    count: (namespace) => counts.get(namespace) ?? 0,
    dependents: (uid) => [...(dependents.get(uid)?.values() ?? [])],
  };
}

function placeOf({ storage, object: { metadata } }: StoredObject): string {
  return `${storage} ${metadata.namespace ?? ""}/${metadata.name}`;
}
