import type { KubeObject } from "../../kube/object.ts";
import { type ClusterState, findStored } from "./cluster.ts";
import { type Kind, storageOf } from "./kind.ts";
import type { StoredObject } from "./store.ts";

/**
 * Deletes an object, or marks it as being deleted while finalizers hold it. A namespace takes its contents along, a CRD its
 * kind's objects; both are there until the last of these is gone.
 */
export function startDeletion(state: ClusterState, kind: Kind, object: KubeObject): KubeObject {
  if (object.metadata.deletionTimestamp !== undefined) return object;
  const deletionTimestamp = `${state.now().toISOString().slice(0, 19)}Z`;
  const isSpace = isNamespace(kind);
  const generation = object.metadata.generation;
  const marked = state.store.write(storageOf(kind), {
    ...object,
    metadata: {
      ...object.metadata,
      deletionTimestamp,
      ...(isSpace ? {} : { deletionGracePeriodSeconds: 0 }),
      ...(generation === undefined ? {} : { generation: generation + 1 }),
    },
    ...(isSpace ? { status: { phase: "Terminating" } } : {}),
  });
  for (const content of contentsOf(state, kind, object)) deleteIfThere(state, content);
  removeIfDone(state, kind, marked);
  return marked;
}

/** Removes an object that is being deleted once nothing holds it, and then what it held or owned. */
export function removeIfDone(state: ClusterState, kind: Kind, object: KubeObject): void {
  const { deletionTimestamp, finalizers = [], namespace, name, uid = "" } = object.metadata;
  if (deletionTimestamp === undefined || finalizers.length > 0) return;
  if (isFull(state, kind, object)) return;
  if (state.store.read(storageOf(kind), namespace ?? "", name)?.metadata.uid !== uid) return;
  const crd = state.store.read(crds, "", `${kind.plural}.${kind.group}`);
  state.store.remove(storageOf(kind), object);
  for (const dependent of state.store.dependents(uid)) collect(state, dependent);
  const space = namespace === undefined ? undefined : state.store.read("/namespaces", "", namespace);
  if (space !== undefined) finish(state, "/namespaces", space);
  if (crd !== undefined) finish(state, crds, crd);
}

const crds = "apiextensions.k8s.io/customresourcedefinitions";

function finish(state: ClusterState, storage: string, object: KubeObject): void {
  const kind = findStored(state, storage);
  if (kind !== undefined) removeIfDone(state, kind, object);
}

/** A dependent goes when the last of its owners is gone. */
function collect(state: ClusterState, dependent: StoredObject): void {
  const owners = dependent.object.metadata.ownerReferences ?? [];
  if (!owners.some(({ uid }) => state.store.has(uid))) deleteIfThere(state, dependent);
}

/** One deletion may have taken another object of the same list along. */
function deleteIfThere(state: ClusterState, { storage, object }: StoredObject): void {
  const { namespace = "", name, uid } = object.metadata;
  const present = state.store.read(storage, namespace, name);
  const kind = findStored(state, storage);
  if (kind === undefined || present === undefined || present.metadata.uid !== uid) return;
  startDeletion(state, kind, present);
}

function contentsOf(state: ClusterState, kind: Kind, object: KubeObject): readonly StoredObject[] {
  if (isNamespace(kind)) return state.store.contents(object.metadata.name);
  const storage = customStorageOf(kind, object);
  if (storage === undefined) return [];
  return state.store.list(storage).map((each) => ({ storage, object: each }));
}

function isFull(state: ClusterState, kind: Kind, object: KubeObject): boolean {
  if (isNamespace(kind)) return state.store.count(object.metadata.name) > 0;
  const storage = customStorageOf(kind, object);
  return storage !== undefined && state.store.size(storage) > 0;
}

/** Where the objects are whose kind a CRD defines; undefined for any other object. */
function customStorageOf(kind: Kind, { metadata }: KubeObject): string | undefined {
  if (storageOf(kind) !== crds) return undefined;
  const dot = metadata.name.indexOf(".");
  return `${metadata.name.slice(dot + 1)}/${metadata.name.slice(0, dot)}`;
}

function isNamespace(kind: Kind): boolean {
  return storageOf(kind) === "/namespaces";
}
