import { isObject, type Json, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { ClusterState } from "./cluster.ts";
import { startDeletion } from "./finish.ts";
import { storageOf } from "./kind.ts";
import { conflict } from "./object-errors.ts";
import { type ObjectRequest, requireObject } from "./request.ts";

/**
 * Answers a DELETE with its options; undefined: the object is gone. Dependents go in the background whatever the policy
 * says, except for `Orphan`, which makes them nobody's. Throws the server's StatusError.
 */
export function deleteObject(state: ClusterState, request: ObjectRequest): KubeObject | undefined {
  const object = requireObject(state, request);
  checkPreconditions(request, object);
  if (request.dryRun) return undefined;
  if (readField(request.body, "propagationPolicy") === "Orphan") orphan(state, object.metadata.uid ?? "");
  const marked = startDeletion(state, request.kind, object);
  const left = state.store.read(storageOf(request.kind), request.namespace, request.name);
  return left === undefined ? undefined : marked;
}

function checkPreconditions({ kind, name, body }: ObjectRequest, { metadata }: KubeObject): void {
  const wanted = readField(body, "preconditions");
  const { uid = metadata.uid, resourceVersion = metadata.resourceVersion } = isObject(wanted) ? wanted : none;
  // Here, unlike anywhere else, the server names the kind and not the resource.
  const subject = { kind: { ...kind, plural: kind.kind, group: "" }, name };
  if (uid !== metadata.uid) {
    const record = `does not match the UID in record (${metadata.uid})`;
    const why = `the UID in the precondition (${uid}) ${record}. The object might have been deleted and then recreated`;
    throw conflict(subject, why);
  }
  if (resourceVersion === metadata.resourceVersion) return;
  const record = `does not match the ResourceVersion in record (${metadata.resourceVersion})`;
  const why = `the ResourceVersion in the precondition (${resourceVersion}) ${record}. The object might have been modified`;
  throw conflict(subject, why);
}

const none: { readonly [name: string]: Json | undefined } = {};

function orphan(state: ClusterState, uid: string): void {
  for (const { storage, object } of state.store.dependents(uid)) {
    const { ownerReferences = [], ...metadata } = object.metadata;
    const others = ownerReferences.filter((owner) => owner.uid !== uid);
    const kept = others.length === 0 ? metadata : { ...metadata, ownerReferences: others };
    state.store.write(storage, { ...object, metadata: kept });
  }
}
