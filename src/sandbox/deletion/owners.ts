import type { OwnerReference } from "../../kube/object.ts";
import { type ClusterState, kindsOf } from "../cluster/cluster.ts";
import { apiVersionOf, type Kind, storageOf } from "../cluster/kind.ts";
import { builtInKinds } from "../cluster/kinds.ts";
import type { StoredObject } from "../cluster/store.ts";

const builtIn: ReadonlyMap<string, Kind> = new Map(
  builtInKinds.map((kind) => [`${apiVersionOf(kind)} ${kind.kind}`, kind]),
);

/** Finds the object that a reference names, by its uid too. */
export function findOwner(
  state: ClusterState,
  owner: OwnerReference,
  namespace: string | undefined,
): StoredObject | undefined {
  const kind = findKindOf(state, owner);
  if (kind === undefined) return undefined;
  const storage = storageOf(kind);
  const object = state.store.read(storage, kind.namespaced ? (namespace ?? "") : "", owner.name);
  return object?.metadata.uid === owner.uid ? { storage, object } : undefined;
}

/** Tells whether there is a kind of the name that a reference has. */
export function isKnownKind(state: ClusterState, owner: OwnerReference): boolean {
  return findKindOf(state, owner) !== undefined;
}

function findKindOf(state: ClusterState, { apiVersion, kind: name }: OwnerReference): Kind | undefined {
  const known = builtIn.get(`${apiVersion} ${name}`);
  return known ?? kindsOf(state).find((kind) => kind.kind === name && apiVersionOf(kind) === apiVersion);
}
