import type { KubeObject } from "../../kube/object.ts";
import { type ClusterState, findStored } from "./cluster.ts";
import { type Kind, storageOf } from "./kind.ts";

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
  for (const { storage, object: content } of contentsOf(state, kind, object)) {
    const contentKind = findStored(state, storage);
    if (contentKind !== undefined) startDeletion(state, contentKind, content);
  }
  removeIfDone(state, kind, marked);
  return marked;
}

/** Removes an object that is being deleted once nothing holds it, and then what it held or owned. */
export function removeIfDone(state: ClusterState, kind: Kind, object: KubeObject): void {
  const { deletionTimestamp, finalizers = [], namespace, name, uid = "" } = object.metadata;
  if (deletionTimestamp === undefined || finalizers.length > 0) return;
  if (contentsOf(state, kind, object).length > 0) return;
  if (state.store.read(storageOf(kind), namespace ?? "", name)?.metadata.uid !== uid) return;
  const crd = state.store.read(crds, "", `${kind.plural}.${kind.group}`);
  state.store.remove(storageOf(kind), object);
  for (const dependent of state.store.dependents(uid)) collect(state, dependent.storage, dependent.object);
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
function collect(state: ClusterState, storage: string, object: KubeObject): void {
  const owners = object.metadata.ownerReferences ?? [];
  const kind = findStored(state, storage);
  if (kind !== undefined && !owners.some(({ uid }) => state.store.has(uid)))
    startDeletion(state, kind, object);
}

function contentsOf(state: ClusterState, kind: Kind, object: KubeObject) {
  if (isNamespace(kind)) return state.store.contents(object.metadata.name);
  if (kind.kind !== "CustomResourceDefinition") return [];
  const [plural = "", ...group] = object.metadata.name.split(".");
  const storage = `${group.join(".")}/${plural}`;
  return state.store.list(storage).map((each) => ({ storage, object: each }));
}

function isNamespace(kind: Kind): boolean {
  return kind.group === "" && kind.kind === "Namespace";
}
