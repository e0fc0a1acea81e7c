import type { Json } from "../../kube/json.ts";
import { compare } from "../fields/compare.ts";
import { difference, union } from "../fields/set-operations.ts";
import type { FieldType } from "../schema/field-type.ts";
import { shift } from "./apply.ts";
import { type Owner, type Owners, toOwnerKey, withoutUnowned } from "./managers.ts";

export type UpdateInput = {
  readonly before: Json;
  readonly after: Json;
  readonly type: FieldType;
  readonly owners: Owners;
  readonly writer: Omit<Owner, "fields" | "operation">;
  readonly withoutStatus: boolean;
};

/** Gives the owners after a write that is no apply: the writer owns what it changed, everybody loses that and what went. */
export function update(input: UpdateInput): Owners {
  const { owners, withoutStatus } = input;
  const { changed, removed } = compare(input.before, input.after, input.type);
  const key = toOwnerKey({ ...input.writer, operation: "Update" });
  const own = owners.get(key);
  const others = new Map([...owners].filter(([each]) => each !== key));
  const kept = new Map(shift(others, { changed, removed }).owners);
  const fields = withoutUnowned(union(difference(own?.fields, removed), changed), withoutStatus);
  const time = fields === own?.fields ? (own?.time ?? input.writer.time) : input.writer.time;
  if (fields !== undefined) {
    kept.set(key, { ...input.writer, operation: "Update", fields, ...(time === undefined ? {} : { time }) });
  }
  return kept;
}
