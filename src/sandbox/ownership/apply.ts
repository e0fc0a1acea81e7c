/**
 * Server-side apply. In: the live object, the configuration somebody applies, who owns what. Out: the merged object and the
 * new owners, or the conflicts.
 * 1. The configuration is merged into the live object; its fields become the applier's.
 * 2. What the applier owned before and leaves out now is removed, unless somebody else owns it.
 * 3. Fields whose value this changes and that others own are conflicts; with force, the others lose them.
 * The rules are `merge/update.go` of sigs.k8s.io/structured-merge-diff at v6.
 */
import type { Json } from "../../kube/json.ts";
import { compare } from "../fields/compare.ts";
import type { FieldSet } from "../fields/field-set.ts";
import { merge } from "../fields/merge.ts";
import { removeFields, withStructs } from "../fields/remove.ts";
import { difference, intersection, union } from "../fields/set-operations.ts";
import { toFieldSet } from "../fields/to-field-set.ts";
import type { FieldType } from "../schema/field-type.ts";
import { type Owner, type Owners, toOwnerKey } from "./managers.ts";
import { statusPath, type Unwritable, withoutPaths, withoutUnowned } from "./writable.ts";

export type ApplyInput = {
  /** The live object without managedFields; an empty one where there is none. */
  readonly live: Json;
  readonly config: Json;
  readonly type: FieldType;
  readonly owners: Owners;
  readonly applier: Omit<Owner, "fields" | "operation">;
  readonly force: boolean;
  /** Only `/status` writes the status, and this request is another one. */
  readonly withoutStatus: boolean;
  /** More that this request cannot write. */
  readonly unwritable?: Unwritable;
};

export type Conflict = { readonly owner: Owner; readonly fields: FieldSet };
export type Applied = {
  readonly value: Json;
  readonly owners: Owners;
  readonly conflicts: readonly Conflict[];
};

/** Applies a configuration; nothing is changed where there are conflicts. */
export function apply(input: ApplyInput): Applied {
  const { live, config, type, owners, force, unwritable = input.withoutStatus ? statusPath : [] } = input;
  const applier: Owner = {
    ...input.applier,
    operation: "Apply",
    fields: withoutUnowned(toFieldSet(config, type), unwritable),
  };
  const key = toOwnerKey(applier);
  const last = owners.get(key)?.fields;
  const now = new Map(owners).set(key, applier);
  const value = prune(merge(live, config, type) ?? {}, last, { type, owners: now });
  const others = new Map([...now].filter(([each]) => each !== key));
  const { changed, removed } = compare(live, value, type);
  const shifted = shift(others, {
    changed: withoutPaths(changed, unwritable),
    removed: withoutPaths(removed, unwritable),
  });
  if (!force && shifted.conflicts.length > 0) return { value: live, owners, conflicts: shifted.conflicts };
  const kept = new Map(shifted.owners);
  if (applier.fields !== undefined) kept.set(key, applier);
  return { value, owners: kept, conflicts: [] };
}

/** Takes fields that changed or went away from all owners; what changed is listed by the owner that loses it. */
export function shift(
  owners: Owners,
  { changed, removed }: { readonly changed: FieldSet; readonly removed: FieldSet },
): { readonly owners: Owners; readonly conflicts: readonly Conflict[] } {
  const conflicts: Conflict[] = [];
  const kept = new Map<string, Owner>();
  for (const [key, owner] of owners) {
    const lost = intersection(owner.fields, changed);
    if (lost !== undefined) conflicts.push({ owner, fields: lost });
    const fields = difference(difference(owner.fields, lost), removed);
    if (fields !== undefined) kept.set(key, fields === owner.fields ? owner : { ...owner, fields });
  }
  return { owners: kept, conflicts };
}

type PruneContext = { readonly type: FieldType; readonly owners: Owners };

function prune(merged: Json, last: FieldSet, { type, owners }: PruneContext): Json {
  let owned: FieldSet;
  for (const owner of owners.values()) owned = union(owned, owner.fields);
  if (difference(last, owned) === undefined) return merged;
  const lastNodes = withStructs(last, type);
  const mergedNodes = withStructs(toFieldSet(merged, type), type);
  const nodesOf = (value: Json) => withStructs(toFieldSet(value, type), type);
  const pruned = removeFields(merged, lastNodes, type) ?? {};
  const unclaimed = difference(difference(mergedNodes, nodesOf(pruned)), withStructs(owned, type));
  const restored = removeFields(merged, unclaimed, type) ?? {};
  // What went along with its parent, but was never the applier's, comes back.
  const gone = intersection(difference(mergedNodes, nodesOf(restored)), lastNodes);
  return removeFields(merged, gone, type) ?? {};
}
