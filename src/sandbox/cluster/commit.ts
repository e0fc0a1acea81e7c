import { randomUUID } from "node:crypto";
import { equalJson } from "../../kube/canonical-json.ts";
import { isObject, type JsonObject } from "../../kube/json.ts";
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
  const object = withOwners(toResult(state, write), write.owners);
  admit(state, { kind, before, object });
  if (before !== undefined && equalJson(withoutTimes(before), withoutTimes(object))) return before;
  if (write.dryRun) return object;
  const stored = state.store.write(storageOf(kind), object);
  removeIfDone(state, kind, stored);
  for (const watcher of state.watchers) watcher({ kind, object: stored });
  return stored;
}

function withOwners(object: KubeObject, owners: Owners): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const managedFields = toManagedFields(owners);
  return { ...object, metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields } };
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
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => !systemFields.has(name)));
  const old = before?.metadata;
  const kept = systemMeta.flatMap((name) => (old?.[name] === undefined ? [] : [[name, old[name]] as const]));
  return {
    ...own,
    creationTimestamp: toTime(state.now()),
    uid: randomUUID(),
    ...Object.fromEntries(kept),
    name: String(old?.name ?? given["name"] ?? ""),
    ...(kind.namespaced ? { namespace: String(old?.namespace ?? given["namespace"] ?? "") } : {}),
  };
}

const systemMeta = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "resourceVersion",
  "uid",
] as const;
const systemFields: ReadonlySet<string> = new Set([...systemMeta, "name", "namespace", "selfLink"]);

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

function withoutTimes(object: KubeObject): JsonObject {
  const owners = [...toOwners(object)].map(([key, { time: _, ...owner }]) => [key, owner] as const);
  return { ...object, metadata: { ...object.metadata, managedFields: toManagedFields(new Map(owners)) } };
}
