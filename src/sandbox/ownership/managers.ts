import { equalJson } from "../../kube/canonical-json.ts";
import { compareText, isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { KubeObject, ManagedFieldsEntry } from "../../kube/object.ts";
import type { FieldSet } from "../fields/field-set.ts";

/** One writer of an object, and the fields it owns. */
export type Owner = {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fields: FieldSet;
};

/** Owners by what tells them apart. */
export type Owners = ReadonlyMap<string, Owner>;

/** Names an owner: one that applies is the same in every version it applies in. */
export function toOwnerKey(owner: Omit<Owner, "fields" | "time">): string {
  const { manager, operation, subresource = "" } = owner;
  return `${manager} ${operation} ${operation === "Apply" ? "" : owner.apiVersion} ${subresource}`;
}

/** Reads managedFields. */
export function toOwners(object: KubeObject | undefined): Owners {
  const entries = object?.metadata.managedFields ?? [];
  return new Map(entries.map(toOwner).map((owner) => [toOwnerKey(owner), owner]));
}

function toOwner(entry: ManagedFieldsEntry): Owner {
  const { manager = "", operation, apiVersion = "", subresource, fieldsV1, time } = entry;
  const isEmpty = fieldsV1 === undefined || Object.keys(fieldsV1).length === 0;
  return {
    manager,
    operation: operation === "Apply" ? "Apply" : "Update",
    apiVersion,
    fields: isEmpty ? undefined : fieldsV1,
    ...(subresource === undefined ? {} : { subresource }),
    ...(typeof time === "string" ? { time } : {}),
  };
}

/** Writes managedFields in the server's order: Apply first, then by time and name. */
export function toManagedFields(owners: Owners): readonly ManagedFieldsEntry[] {
  return [...owners.values()].sort(compareOwners).map(({ fields, ...owner }) => ({
    ...owner,
    fieldsType: "FieldsV1",
    fieldsV1: fields === undefined ? {} : toSorted(fields),
  }));
}

const sorted = new WeakSet<JsonObject>();

/** Sorts the fields of a set as the server does, "." first; a set that did not change is sorted already. */
function toSorted(set: JsonObject): JsonObject {
  if (sorted.has(set)) return set;
  const names = Object.keys(set);
  let isSame = names.every((name, index) => index === 0 || (names[index - 1] ?? "") < name);
  const made: { [name: string]: Json | undefined } = {};
  for (const name of isSame ? names : names.sort()) {
    const child = set[name];
    const own = isObject(child) ? toSorted(child) : child;
    if (own !== child) isSame = false;
    made[name] = own;
  }
  const result = isSame ? set : made;
  sorted.add(result);
  return result;
}

/** Tells whether two lists of managedFields say the same, their times apart. */
export function equalOwners(a: KubeObject, b: KubeObject): boolean {
  const [left, right] = [a.metadata.managedFields ?? [], b.metadata.managedFields ?? []];
  if (left.length !== right.length) return false;
  const owners = toOwners(b);
  return [...toOwners(a)].every(([key, owner]) => {
    const other = owners.get(key);
    const isSame = other !== undefined && other.apiVersion === owner.apiVersion;
    return isSame && equalJson(owner.fields, other.fields);
  });
}

function compareOwners(a: Owner, b: Owner): number {
  return (
    compareText(a.operation, b.operation) ||
    compareText(a.time ?? "", b.time ?? "") ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource ?? "", b.subresource ?? "")
  );
}
