import { codeOf, type ErrorCode, messageOf } from "../errors.ts";
import { isRecreatable } from "../plan/object-tasks.ts";
import type { Write } from "./write-object.ts";

/** Tells whether the API server refused an object for what it says, not for the moment it came. */
export function isRefused(code: ErrorCode | undefined): boolean {
  return code === "IMMUTABLE" || code === "APPLY_REJECTED";
}

/** Fields that a message names; the diff has all of them. */
const fieldsMax = 5;

/** Says why a change was refused; where only a new object could be so, which fields differ and what would make one. */
export function describeRefusal({ task, desired }: Write, error: unknown): string {
  const message = messageOf(error);
  if (codeOf(error) !== "IMMUTABLE") return message;
  const differing = (task.differs ?? []).slice(0, fieldsMax);
  const fields = differing.length === 0 ? "" : `; what differs: ${differing.join(", ")}`;
  if (!isRecreatable(task.ref)) return `${message}${fields}; change it back in Git, or give it another name`;
  const hint = desired.options.replace ? "Force=true" : "Force=true, or Replace=true,Force=true,";
  return `${message}${fields}; the sync option ${hint} deletes it and creates it again`;
}
