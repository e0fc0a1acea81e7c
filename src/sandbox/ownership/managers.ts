import { compareText, isObject } from "../../kube/json.ts";
import type { KubeObject, ManagedFieldsEntry } from "../../kube/object.ts";
import { childOf, type FieldSet, member } from "../fields/field-set.ts";
import { difference } from "../fields/set-operations.ts";

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
    fieldsV1: fields ?? {},
  }));
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

const metaNames = [
  "name",
  "namespace",
  "creationTimestamp",
  "selfLink",
  "uid",
  "clusterName",
  "generation",
  "managedFields",
  "resourceVersion",
];

// The server's own fields, which nobody owns: apimachinery pkg/util/managedfields/internal/stripmeta.go.
const unowned: FieldSet = {
  "f:apiVersion": member,
  "f:kind": member,
  "f:metadata": { ".": member, ...Object.fromEntries(metaNames.map((name) => [`f:${name}`, member])) },
};

/** Takes the fields out of a set that nobody owns; `status` too where only its subresource writes it. */
export function withoutUnowned(fields: FieldSet, withoutStatus: boolean): FieldSet {
  const left = difference(fields, unowned);
  if (!withoutStatus || childOf(left, "f:status") === undefined || !isObject(left)) return left;
  const { "f:status": _, ...others } = left;
  return Object.keys(others).length === 0 ? undefined : others;
}
