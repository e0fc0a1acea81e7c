import type { KubeObject } from "../../kube/object.ts";
import type { StoreEvent } from "../cluster/store.ts";
import { controllerOf } from "./watches.ts";

/** The objects that controllers look for by labels, at hand by namespace. */
export type ObjectIndex = {
  list(storage: string, namespace: string): Iterable<KubeObject>;
  /** Those that nobody controls. */
  orphans(storage: string, namespace: string): Iterable<KubeObject>;
  see(event: StoreEvent): void;
};

type Group = { readonly all: Map<string, KubeObject>; readonly orphans: Map<string, KubeObject> };

const indexed: ReadonlySet<string> = new Set(["/pods", "apps/replicasets"]);

/** Makes an empty index of pods and ReplicaSets. */
export function createObjectIndex(): ObjectIndex {
  const groups = new Map<string, Group>();
  return {
    list: (storage, namespace) => groups.get(`${storage} ${namespace}`)?.all.values() ?? [],
    orphans: (storage, namespace) => groups.get(`${storage} ${namespace}`)?.orphans.values() ?? [],
    see({ type, storage, object }) {
      if (!indexed.has(storage)) return;
      const { namespace = "", name } = object.metadata;
      const key = `${storage} ${namespace}`;
      const group = groups.get(key) ?? { all: new Map(), orphans: new Map() };
      groups.set(key, group);
      if (type === "DELETED") group.all.delete(name);
      else group.all.set(name, object);
      if (type === "DELETED" || controllerOf(object) !== undefined) group.orphans.delete(name);
      else group.orphans.set(name, object);
      if (group.all.size === 0) groups.delete(key);
    },
  };
}
