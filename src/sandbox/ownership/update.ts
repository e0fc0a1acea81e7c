import type { Json } from "../../kube/json.ts";
import { compare } from "../fields/compare.ts";
import { difference, union } from "../fields/set-operations.ts";
import type { FieldType } from "../schema/field-type.ts";
import { shift } from "./apply.ts";
import { capOwners } from "./cap-owners.ts";
import { type Owner, type Owners, toOwnerKey } from "./managers.ts";
import { statusPath, type Unwritable, withoutPaths, withoutUnowned } from "./writable.ts";

export type UpdateInput = {
  readonly before: Json;
  readonly after: Json;
  readonly type: FieldType;
  readonly owners: Owners;
  readonly writer: Omit<Owner, "fields" | "operation">;
  /** Only `/status` writes the status, and this request is another one. */
  readonly withoutStatus: boolean;
  /** More that this request cannot write. */
  readonly unwritable?: Unwritable;
};

/** Gives the owners after a write that is no apply: the writer owns what it changed, everybody loses that and what went. */
export function update(input: UpdateInput): Owners {
  const { owners, unwritable = input.withoutStatus ? statusPath : [] } = input;
  const comparison = compare(input.before, input.after, input.type);
  const changed = withoutPaths(comparison.changed, unwritable);
  const removed = withoutPaths(comparison.removed, unwritable);
  const key = toOwnerKey({ ...input.writer, operation: "Update" });
  const own = owners.get(key);
  const others = new Map([...owners].filter(([each]) => each !== key));
  const kept = new Map(shift(others, { changed, removed }).owners);
  const taken = withoutUnowned(changed, unwritable);
  const fields = union(difference(own?.fields, removed), taken);
  const time = taken === undefined ? own?.time : input.writer.time;
  if (fields !== undefined) {
    const { time: _, ...writer } = input.writer;
    kept.set(key, { ...writer, operation: "Update", fields, ...(time === undefined ? {} : { time }) });
  }
  return capOwners(kept);
}
