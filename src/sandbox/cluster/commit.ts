import { randomUUID } from "node:crypto";
import { equalJson, isObject, type JsonObject } from "../../kube/json.ts";
import type { KubeObject, ObjectMeta } from "../../kube/object.ts";
import { normalize } from "../fields/normalize.ts";
import { type Owners, toManagedFields, toOwners } from "../ownership/managers.ts";
import { admit } from "./admit.ts";
import type { ClusterState } from "./cluster.ts";
import { removeIfDone } from "./finish.ts";
import { apiVersionOf, type Kind, storageOf } from "./kind.ts";
import { toStoredForm } from "./stored-form.ts";

export type Write = {
  readonly kind: Kind;
  readonly before: KubeObject | undefined;
  /** What the request makes of the object. */
  readonly after: JsonObject;
  readonly owners: Owners;
  readonly dryRun: boolean;
  /** The request came through `/status`. */
  readonly isStatus: boolean;
};

/** Checks a write and stores its result, unless it changes nothing or is a dry-run; gives the object as it is then. */
export function commit(state: ClusterState, write: Write): KubeObject {
  const { kind, before } = write;
  const object = toResult(state, write);
  admit(state, { kind, before, object });
  if (before !== undefined && isSame(before, object)) return before;
  const managedFields = toManagedFields(write.owners);
  const { managedFields: _, ...metadata } = object.metadata;
  const owned = {
    ...object,
    metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields },
  };
  if (before !== undefined && isSame(before, owned, true)) return before;
  if (write.dryRun) return owned;
  const stored = state.store.write(storageOf(kind), owned);
  for (const watcher of state.watchers) watcher({ kind, object: stored, what: "stored" });
  removeIfDone(state, kind, stored);
  return stored;
}

function toResult(state: ClusterState, write: Write): KubeObject {
  const { kind, before, isStatus } = write;
  const written = normalize(write.after, kind.type);
  const given: JsonObject = isObject(written) ? written : {};
  const { status, ...rest } = given;
  const metadata = toMetadata(state, write, isObject(given["metadata"]) ? given["metadata"] : {});
  const base = { ...rest, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata };
  const object = isStatus && before !== undefined ? { ...before, metadata } : base;
  const present = kind.hasStatus && !isStatus ? before?.["status"] : status;
  const whole = toStoredForm(kind, present === undefined ? object : { ...object, status: present });
  return withGeneration(whole, write);
}

/** The server's own fields stay as they are, whatever a request says of them. */
function toMetadata(state: ClusterState, { kind, before }: Write, given: JsonObject): ObjectMeta {
  const { name, namespace, creationTimestamp, deletionTimestamp, generation, resourceVersion, ...rest } = given;
  const old = before?.metadata;
  return {
    ...rest,
    name: String(old?.name ?? name ?? ""),
    ...(kind.namespaced ? { namespace: String(old?.namespace ?? namespace ?? "") } : {}),
    uid: String(rest["uid"] ?? old?.uid ?? randomUUID()),
    creationTimestamp: old?.creationTimestamp ?? toTime(state.now()),
    ...(old?.resourceVersion === undefined ? {} : { resourceVersion: old.resourceVersion }),
    ...(old?.generation === undefined ? {} : { generation: old.generation }),
    ...(old?.deletionTimestamp === undefined ? {} : { deletionTimestamp: old.deletionTimestamp }),
  };
}

/** Prints a time as the API server does, to the second. */
export function toTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function withGeneration(object: KubeObject, { kind, before, isStatus }: Write): KubeObject {
  if (!kind.hasGeneration || isStatus) return object;
  const old = before?.metadata.generation ?? 0;
  const isMoved = before === undefined || !equalJson(contentOf(before), contentOf(object));
  return { ...object, metadata: { ...object.metadata, generation: isMoved ? old + 1 : old } };
}

function contentOf(object: KubeObject): JsonObject {
  const { metadata: _m, status: _s, apiVersion: _a, ...content } = object;
  return content;
}

/** Whether two objects are equal; managedFields count with the flag, and then without their times. */
function isSame(before: KubeObject, after: KubeObject, withOwners = false): boolean {
  if (!withOwners) return false;
  return equalJson(withoutTimes(before), withoutTimes(after));
}

function withoutTimes(object: KubeObject): JsonObject {
  const owners = toManagedFields(new Map([...toOwners(object)].map(([key, { time: _, ...owner }]) => [key, owner])));
  return { ...object, metadata: { ...object.metadata, managedFields: owners } };
}
