import type { KubeObject, ObjectMeta } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import type { DeleteOptions } from "../deletion/delete-options.ts";
import { definitionFinalizer, finalizersOnDeletion, graceOf } from "../deletion/finalizers.ts";
import { withTerminating, withTerminatingDefinition } from "../deletion/terminating.ts";
import { type ClusterState, findStored } from "./cluster.ts";
import { type Kind, storageOf } from "./kind.ts";
import type { StoredObject } from "./store.ts";

/**
 * Deletes an object, or marks it as being deleted while something holds it: finalizers, the time that a pod has to end, the
 * contents of a namespace, the objects of a definition's kind. Gives the object as it went, or as it is now.
 */
export function startDeletion(
  state: ClusterState,
  stored: { readonly kind: Kind; readonly object: KubeObject },
  options: DeleteOptions = {},
): KubeObject {
  const { kind, object } = stored;
  const marked = toMarked(state, stored, options);
  if (!isHeld(kind, marked)) {
    state.store.remove(storageOf(kind), object);
    finishHolders(state, kind, object);
    return storageOf(kind) === "/pods" ? marked : object;
  }
  const isOld = object.metadata.deletionTimestamp !== undefined;
  const written = isSame(object, marked) ? object : state.store.write(storageOf(kind), marked);
  if (!isOld) deleteContents(state, kind, object);
  removeIfDone(state, kind, written);
  return written;
}

function toMarked(
  state: ClusterState,
  { kind, object }: { readonly kind: Kind; readonly object: KubeObject },
  options: DeleteOptions,
): KubeObject {
  const { finalizers: _, ...others } = object.metadata;
  const finalizers = finalizersOnDeletion(kind, object, options);
  const held = finalizers.length === 0 ? others : { ...others, finalizers };
  const marked = { ...object, metadata: { ...held, ...toDeletionTime(state, { kind, object }, options) } };
  if (object.metadata.deletionTimestamp !== undefined) return marked;
  if (isNamespace(kind)) return { ...marked, status: { phase: "Terminating" } };
  return storageOf(kind) === crds ? withTerminatingDefinition(marked, state.now()) : marked;
}

type DeletionTime = Pick<ObjectMeta, "deletionTimestamp" | "generation"> & {
  readonly deletionGracePeriodSeconds?: number;
};

/** A second deletion may shorten the time that a pod has, never lengthen it. */
function toDeletionTime(
  state: ClusterState,
  { kind, object }: { readonly kind: Kind; readonly object: KubeObject },
  options: DeleteOptions,
): DeletionTime {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = object.metadata;
  const seconds = graceOf(kind, object, options);
  const isShorter = Number(deletionGracePeriodSeconds) > seconds && options.gracePeriodSeconds !== undefined;
  if (deletionTimestamp !== undefined && !isShorter) return {};
  const end = new Date(state.now().getTime() + seconds * 1_000);
  const isHolder = isNamespace(kind) || storageOf(kind) === crds;
  const isMoved = generation !== undefined && deletionTimestamp === undefined && !isHolder;
  return {
    deletionTimestamp: formatTime(end),
    ...(isHolder ? {} : { deletionGracePeriodSeconds: seconds }),
    ...(isMoved ? { generation: generation + 1 } : {}),
  };
}

function isSame(a: KubeObject, b: KubeObject): boolean {
  const { finalizers = [], deletionTimestamp } = a.metadata;
  const other = b.metadata.finalizers ?? [];
  const isMoved = deletionTimestamp !== b.metadata.deletionTimestamp;
  return !isMoved && finalizers.length === other.length && finalizers.every((each) => other.includes(each));
}

function isHeld(kind: Kind, { metadata }: KubeObject): boolean {
  const { finalizers = [], deletionGracePeriodSeconds = 0 } = metadata;
  return finalizers.length > 0 || Number(deletionGracePeriodSeconds) > 0 || isNamespace(kind);
}

function deleteContents(state: ClusterState, kind: Kind, object: KubeObject): void {
  for (const content of contentsOf(state, kind, object)) deleteIfThere(state, content);
}

/** Removes an object that is being deleted instead of storing it, if what is written of it holds it no more. */
export function removeIfFreed(
  state: ClusterState,
  kind: Kind,
  { before, after }: { readonly before: KubeObject; readonly after: KubeObject },
): boolean {
  if (after.metadata.deletionTimestamp === undefined || isHeld(kind, after)) return false;
  if (storageOf(kind) === crds) return false;
  state.store.remove(storageOf(kind), before);
  finishHolders(state, kind, before);
  return true;
}

/** Stores another state of an object, or removes it where that is the last thing that held its deletion. */
export function storeOrRemove(state: ClusterState, kind: Kind, object: KubeObject): KubeObject {
  const isGoing = object.metadata.deletionTimestamp !== undefined;
  if (isGoing && !isHeld(kind, object)) {
    state.store.remove(storageOf(kind), object);
    finishHolders(state, kind, object);
    return object;
  }
  const stored = state.store.write(storageOf(kind), object);
  if (isGoing) removeIfDone(state, kind, stored);
  return stored;
}

/** Removes an object that is being deleted once nothing holds it, and then what it held. */
export function removeIfDone(state: ClusterState, kind: Kind, { metadata }: KubeObject): void {
  if (metadata.deletionTimestamp === undefined) return;
  const { namespace = "", name, uid } = metadata;
  const present = state.store.read(storageOf(kind), namespace, name);
  if (present?.metadata.uid !== uid || present?.metadata.deletionTimestamp === undefined) return;
  const left = toLeft(state, kind, present);
  const isDone = left !== undefined && !isHeldStill(kind, left);
  if (isDone) {
    state.store.remove(storageOf(kind), left);
    finishHolders(state, kind, left);
  } else if (left !== undefined && left !== present) {
    state.store.write(storageOf(kind), left);
  }
}

/** Gives an object without what held it for its contents, if these are gone; with what is said of them, if not. */
function toLeft(state: ClusterState, kind: Kind, object: KubeObject): KubeObject {
  if (isNamespace(kind)) return withTerminating(state, object);
  if (storageOf(kind) !== crds || contentsOf(state, kind, object).length > 0) return object;
  const { finalizers = [], ...metadata } = object.metadata;
  if (!finalizers.includes(definitionFinalizer)) return object;
  const others = finalizers.filter((each) => each !== definitionFinalizer);
  return { ...object, metadata: others.length === 0 ? metadata : { ...metadata, finalizers: others } };
}

function isHeldStill(kind: Kind, object: KubeObject): boolean {
  const { finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata;
  if (finalizers.length > 0 || Number(deletionGracePeriodSeconds) > 0) return true;
  const { finalizers: own } = isNamespace(kind) ? Object(object["spec"]) : {};
  return Array.isArray(own) && own.length > 0;
}

const crds = "apiextensions.k8s.io/customresourcedefinitions";

/** A namespace, or a definition, may have waited for this object. */
function finishHolders(state: ClusterState, kind: Kind, { metadata: { namespace } }: KubeObject): void {
  const space = namespace === undefined ? undefined : state.store.read("/namespaces", "", namespace);
  if (space !== undefined) finish(state, "/namespaces", space);
  if (kind.typeName !== undefined) return;
  const crd = state.store.read(crds, "", `${kind.plural}.${kind.group}`);
  if (crd !== undefined) finish(state, crds, crd);
}

function finish(state: ClusterState, storage: string, object: KubeObject): void {
  const kind = findStored(state, storage);
  if (kind !== undefined) removeIfDone(state, kind, object);
}

/** One deletion may have taken another object of the same list along. */
function deleteIfThere(state: ClusterState, { storage, object }: StoredObject): void {
  const { namespace = "", name, uid } = object.metadata;
  const present = state.store.read(storage, namespace, name);
  const kind = findStored(state, storage);
  if (kind === undefined || present === undefined || present.metadata.uid !== uid) return;
  startDeletion(state, { kind, object: present }, { policy: "Background" });
}

function contentsOf(state: ClusterState, kind: Kind, object: KubeObject): readonly StoredObject[] {
  if (isNamespace(kind)) return state.store.contents(object.metadata.name);
  const storage = customStorageOf(kind, object);
  if (storage === undefined) return [];
  return state.store.list(storage).map((each) => ({ storage, object: each }));
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
