import { randomUUID } from "node:crypto";
import { equalJson } from "../../kube/canonical-json.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject, ObjectMeta } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import { asObject } from "../../kube/values.ts";
import { toStorageVersion } from "../conversion/conversion.ts";
import { normalize } from "../fields/normalize.ts";
import { equalOwners, type Owners, toManagedFields } from "../ownership/managers.ts";
import { toCounted } from "../strategies/counted.ts";
import { takesStatus, toStored } from "../strategies/strategies.ts";
import { admit } from "./admit.ts";
import type { ClusterState } from "./cluster.ts";
import { removeIfDone, removeIfFreed } from "./finish.ts";
import { inVersion } from "./in-version.ts";
import { apiVersionOf, type Kind, storageOf } from "./kind.ts";
import { alreadyExists, forbidden } from "./object-errors.ts";
import { withoutOwners } from "./owners-after.ts";
import type { StatusError } from "./status-error.ts";

export type Write = {
  readonly kind: Kind;
  readonly before: KubeObject | undefined;
  /** What the request makes of the object. */
  readonly after: JsonObject;
  readonly owners: Owners;
  readonly dryRun: boolean;
  /** The request came through `/status`. */
  readonly isStatus: boolean;
  /** Thrown in place of storing it, should nothing else be wrong. */
  readonly refusal?: StatusError;
};

/** Checks a write and stores its result, unless it changes nothing or is a dry-run; gives the object as it is then. */
export function commit(state: ClusterState, write: Write): KubeObject {
  const { kind, before } = write;
  const object = withOwners(toResult(state, write), write.owners);
  admit(state, { kind, before, object, isStatus: write.isStatus });
  if (before === undefined) refuse(state, write, object);
  if (before !== undefined && isUnchanged(before, object)) return before;
  if (write.dryRun) return object;
  if (before !== undefined && removeIfFreed(state, kind, { before, after: object })) return object;
  const stored = state.store.write(storageOf(kind), toStorageVersion(object));
  removeIfDone(state, kind, stored);
  return inVersion(kind, stored);
}

function refuse(state: ClusterState, { kind, refusal }: Write, { metadata }: KubeObject): void {
  if (refusal !== undefined) throw refusal;
  if (readField(kind.definition?.crd, "metadata", "deletionTimestamp") !== undefined) {
    const why = "create not allowed while custom resource definition is terminating";
    throw forbidden({ kind, name: metadata.name }, why, []);
  }
  const { namespace = "", name } = metadata;
  const present = state.store.read(storageOf(kind), namespace, name);
  if (present === undefined) return;
  throw alreadyExists({ kind, name }, present.metadata.deletionTimestamp !== undefined);
}

function withOwners(object: KubeObject, owners: Owners): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const managedFields = toManagedFields(owners);
  return { ...object, metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields } };
}

function toResult(state: ClusterState, write: Write): KubeObject {
  const { kind, before, isStatus } = write;
  const written = normalize(write.after, kind.type);
  const given: JsonObject = asObject(written);
  const { status, ...rest } = given;
  const metadata = toMetadata(state, write, asObject(given["metadata"]));
  const base = { ...rest, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata };
  const object = isStatus && before !== undefined ? { ...before, metadata } : base;
  const isTaken = !kind.hasStatus || isStatus || (before === undefined && takesStatus(kind));
  const present = isTaken ? status : before?.["status"];
  const whole = toStored({
    state,
    kind,
    before,
    object: present === undefined ? object : { ...object, status: present },
  });
  return withGeneration(whole, write);
}

/** The server's own fields stay as they are, whatever a request says of them. */
function toMetadata(state: ClusterState, { kind, before }: Write, given: JsonObject): ObjectMeta {
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => !systemFields.has(name)));
  const old = before?.metadata;
  const kept = systemMeta.flatMap((name) => (old?.[name] === undefined ? [] : [[name, old[name]] as const]));
  return {
    ...own,
    ...(old === undefined ? { creationTimestamp: formatTime(state.now()), uid: randomUUID() } : {}),
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

function withGeneration(object: KubeObject, { kind, before, isStatus }: Write): KubeObject {
  if (!kind.hasGeneration || isStatus) return object;
  const old = before?.metadata.generation ?? 0;
  const isMoved = before === undefined || !equalJson(toCounted(kind, before), toCounted(kind, object));
  return { ...object, metadata: { ...object.metadata, generation: isMoved ? old + 1 : old } };
}

/** A write that would move nothing but the times of managedFields moves nothing. */
function isUnchanged(before: KubeObject, after: KubeObject): boolean {
  return equalJson(withoutOwners(before), withoutOwners(after)) && equalOwners(before, after);
}
