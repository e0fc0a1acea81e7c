/**
 * The garbage collector: what becomes of objects whose owners go.
 *
 * In: every change of the store. Out: deletions, and owner references taken out, within the change that is answered.
 * 1. An owner is gone: a dependent without another owner goes, too; one with another loses the reference.
 * 2. An owner waits in the foreground: its dependents go first; those with blockOwnerDeletion hold it.
 * 3. An owner lets its dependents be orphans: they lose the reference, then it goes.
 * 4. An object names an owner that is not there: it goes a moment later, as it takes a real collector a moment to see it.
 * The rules are pkg/controller/garbagecollector/garbagecollector.go in Kubernetes v1.35.0.
 */
import type { KubeObject, OwnerReference } from "../../kube/object.ts";
import { type ClusterState, findStored } from "../cluster/cluster.ts";
import { startDeletion } from "../cluster/finish.ts";
import { type Kind, storageOf } from "../cluster/kind.ts";
import { rewriteObject } from "../cluster/rewrite-object.ts";
import type { StoredObject, StoreEvent } from "../cluster/store.ts";
import { foregroundFinalizer, orphanFinalizer, policyOf } from "./finalizers.ts";
import { findOwner, isKnownKind } from "./owners.ts";

const strayDelayMs = 1_000;

/** Starts the collector; `stop` makes it forget the objects whose owners were never there. */
export function startGarbageCollector(state: ClusterState): { stop(): void } {
  const strays = new Map<string, StoredObject>();
  let timer: NodeJS.Timeout | undefined;
  const collectStrays = () => {
    timer = undefined;
    const found = [...strays.values()];
    strays.clear();
    for (const stray of found) attempt(state, stray);
  };
  state.store.subscribe((event) => {
    if (event.type === "DELETED") collectDependents(state, event);
    else if (event.object.metadata.deletionTimestamp !== undefined) settleOwner(state, event);
    if (event.type === "DELETED" || !hasAbsentOwner(state, event)) return;
    strays.set(event.object.metadata.uid ?? "", event);
    timer ??= setTimeout(collectStrays, strayDelayMs).unref();
  });
  return { stop: () => clearTimeout(timer) };
}

function hasAbsentOwner(state: ClusterState, { object, before }: StoreEvent): boolean {
  const { ownerReferences } = object.metadata;
  if (ownerReferences === undefined || before?.metadata.ownerReferences === ownerReferences) return false;
  return ownerReferences.some(({ uid }) => !state.store.has(uid));
}

function collectDependents(state: ClusterState, { object }: StoredObject): void {
  const { uid = "", ownerReferences = [] } = object.metadata;
  for (const dependent of state.store.dependents(uid)) attempt(state, dependent);
  for (const reference of ownerReferences) {
    const owner = findOwner(state, reference, object.metadata.namespace);
    if (owner !== undefined && isWaiting(owner.object)) settleOwner(state, owner);
  }
}

/** Goes on with an owner that its finalizers hold for its dependents' sake. */
function settleOwner(state: ClusterState, { storage, object }: StoredObject): void {
  const kind = findStored(state, storage);
  const { finalizers = [], uid = "", namespace = "", name } = object.metadata;
  if (kind === undefined || policyOf(finalizers) === undefined) return;
  const dependents = state.store.dependents(uid);
  if (finalizers.includes(orphanFinalizer)) {
    for (const dependent of dependents) loosen(state, dependent, (owner) => owner.uid === uid);
    release(state, kind, { namespace, name, uid, finalizer: orphanFinalizer });
    return;
  }
  for (const dependent of dependents) attempt(state, dependent);
  const isBlocked = state.store
    .dependents(uid)
    .some(({ object: each }) => each.metadata.ownerReferences?.some((owner) => blocks(owner, uid)));
  if (!isBlocked) release(state, kind, { namespace, name, uid, finalizer: foregroundFinalizer });
}

function blocks(owner: OwnerReference & { readonly blockOwnerDeletion?: unknown }, uid: string): boolean {
  return owner.uid === uid && owner.blockOwnerDeletion === true;
}

type Held = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly finalizer: string;
};

function release(state: ClusterState, kind: Kind, { namespace, name, uid, finalizer }: Held): void {
  const present = state.store.read(storageOf(kind), namespace, name);
  if (present === undefined || present.metadata.uid !== uid) return;
  const { finalizers = [], ...metadata } = present.metadata;
  const others = finalizers.filter((each) => each !== finalizer);
  if (others.length === finalizers.length) return;
  const left = others.length === 0 ? metadata : { ...metadata, finalizers: others };
  rewriteObject(state, kind, { before: present, after: { ...present, metadata: left } });
}

/** Decides about a dependent by what became of its owners. */
function attempt(state: ClusterState, { storage, object }: StoredObject): void {
  const { namespace = "", name, uid } = object.metadata;
  const present = state.store.read(storage, namespace, name);
  const kind = findStored(state, storage);
  if (kind === undefined || present === undefined || present.metadata.uid !== uid) return;
  const { ownerReferences = [], deletionTimestamp, finalizers = [] } = present.metadata;
  if (deletionTimestamp !== undefined || ownerReferences.length === 0) return;
  const fates = new Map(ownerReferences.map((owner) => [owner, fateOf(state, owner, present)]));
  const isGoing = (owner: OwnerReference) => fates.get(owner) !== "solid";
  if (!ownerReferences.some(isGoing)) return;
  if (!ownerReferences.every(isGoing)) {
    loosen(state, { storage, object: present }, isGoing);
    return;
  }
  const isWaitedFor = ownerReferences.some((owner) => fates.get(owner) === "waiting");
  const hasOwn = state.store.dependents(uid ?? "").length > 0;
  const policy = policyOf(finalizers) ?? (isWaitedFor && hasOwn ? "Foreground" : "Background");
  startDeletion(state, { kind, object: present }, { policy });
}

type Fate = "absent" | "solid" | "waiting";

/** An owner of a kind that there is not may come back: its dependents stay. */
function fateOf(state: ClusterState, owner: OwnerReference, { metadata }: KubeObject): Fate {
  const found = findOwner(state, owner, metadata.namespace);
  if (found !== undefined) return isWaiting(found.object) ? "waiting" : "solid";
  return isKnownKind(state, owner) ? "absent" : "solid";
}

function isWaiting({ metadata }: KubeObject): boolean {
  const { deletionTimestamp, finalizers = [] } = metadata;
  return deletionTimestamp !== undefined && finalizers.includes(foregroundFinalizer);
}

function loosen(
  state: ClusterState,
  { storage, object }: StoredObject,
  isLost: (owner: OwnerReference) => boolean,
): void {
  const kind = findStored(state, storage);
  const { namespace = "", name } = object.metadata;
  const before = state.store.read(storage, namespace, name);
  if (kind === undefined || before === undefined) return;
  const { ownerReferences = [], ...metadata } = before.metadata;
  const others = ownerReferences.filter((owner) => !isLost(owner));
  if (others.length === ownerReferences.length) return;
  const left = others.length === 0 ? metadata : { ...metadata, ownerReferences: others };
  rewriteObject(state, kind, { before, after: { ...before, metadata: left } });
}
