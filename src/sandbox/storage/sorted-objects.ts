import type { KubeObject } from "../../kube/object.ts";
import { firstIndex } from "./first-index.ts";

/** Objects by key, in the order of their keys. */
export type SortedObjects = {
  readonly size: number;
  read(key: string): KubeObject | undefined;
  /** Puts an object in the place of what had its key, and gives that. */
  put(key: string, object: KubeObject): KubeObject | undefined;
  remove(key: string): KubeObject | undefined;
  /** Those whose keys start with a prefix. */
  list(prefix?: string): readonly KubeObject[];
};

/** Makes an empty collection. Pages of a list are slices of it, so that none of them sorts anything. */
export function createSortedObjects(): SortedObjects {
  const byKey = new Map<string, KubeObject>();
  const keys: string[] = [];
  const objects: KubeObject[] = [];
  return {
    get size() {
      return keys.length;
    },
    read: (key) => byKey.get(key),
    put(key, object) {
      const before = byKey.get(key);
      const index = placeIn(keys, key);
      byKey.set(key, object);
      if (before === undefined) keys.splice(index, 0, key);
      objects.splice(index, before === undefined ? 0 : 1, object);
      return before;
    },
    remove(key) {
      const before = byKey.get(key);
      if (before === undefined) return undefined;
      const index = placeIn(keys, key);
      byKey.delete(key);
      keys.splice(index, 1);
      objects.splice(index, 1);
      return before;
    },
    list(prefix = "") {
      if (prefix === "") return objects.slice();
      // U+FFFF sorts after every character of a name.
      return objects.slice(placeIn(keys, prefix), placeIn(keys, `${prefix}\uffff`));
    },
  };
}

function placeIn(keys: readonly string[], key: string): number {
  return firstIndex(keys, (each) => each >= key);
}
