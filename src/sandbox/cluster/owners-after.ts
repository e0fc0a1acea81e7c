import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { normalize } from "../fields/normalize.ts";
import { type Owners, toOwners } from "../ownership/managers.ts";
import { update } from "../ownership/update.ts";
import type { Unwritable } from "../ownership/writable.ts";
import { emptyValue } from "../schema/empty-value.ts";
import type { ClusterState } from "./cluster.ts";
import { apiVersionOf, type Kind } from "./kind.ts";
import { type ObjectRequest, toWriter } from "./request.ts";

export type OwnedChange = {
  readonly request: ObjectRequest;
  readonly before: KubeObject | undefined;
  readonly after: JsonObject;
  /** managedFields as the request has them. */
  readonly given: Json | undefined;
  readonly unwritable: Unwritable;
};

/**
 * Gives who owns what after a write that is no apply. A request may replace managedFields or, by a list that is empty or has
 * one empty entry, clear it; an object that nobody owns anything of stays so until somebody applies it.
 */
export function ownersAfter(state: ClusterState, change: OwnedChange): Owners {
  const { request, before, after, given, unwritable } = change;
  const { kind } = request;
  if (before !== undefined && request.subresource === "" && isReset(given)) return new Map();
  const owners = ownersBefore(change);
  if (before !== undefined && owners.size === 0) return owners;
  const base = before === undefined ? emptyValue(kind.type) : withoutOwners(before);
  return update({
    before: base,
    after: normalize(withoutManagedFields(after), kind.type),
    type: kind.type,
    owners,
    writer: toWriter(state, request),
    withoutStatus: false,
    unwritable,
  });
}

function ownersBefore({ request, before, given }: OwnedChange): Owners {
  if (before === undefined) return new Map();
  const isGiven =
    request.subresource === "" && Array.isArray(given) && given.length > 0 && given.every(isEntry);
  return isGiven ? toOwners(toKubeObject(request.kind, given)) : toOwners(before);
}

function toKubeObject(kind: Kind, managedFields: readonly Json[]): KubeObject {
  const entries = managedFields.filter(isObject);
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name: "", managedFields: entries } };
}

function isReset(managedFields: Json | undefined): boolean {
  if (!Array.isArray(managedFields) || managedFields.length > 1) return false;
  const [only] = managedFields;
  return only === undefined || (isObject(only) && Object.keys(only).length === 0);
}

/** Where one entry of a list cannot be read, the server takes none of them. */
function isEntry(entry: Json): boolean {
  if (!isObject(entry) || entry["fieldsType"] !== "FieldsV1") return false;
  if (entry["operation"] !== "Apply" && entry["operation"] !== "Update") return false;
  return isFieldSet(entry["fieldsV1"] ?? {});
}

function isFieldSet(set: Json): boolean {
  if (!isObject(set)) return false;
  return Object.entries(set).every(
    ([name, child]) => name === "." || (/^[fkvi]:/.test(name) && child !== undefined && isFieldSet(child)),
  );
}

/** Gives an object without managedFields, as the fields of a write are compared. */
export function withoutOwners(object: KubeObject): JsonObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function withoutManagedFields(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isObject(metadata) || metadata["managedFields"] === undefined) return object;
  const { managedFields: _, ...others } = metadata;
  return { ...object, metadata: others };
}
