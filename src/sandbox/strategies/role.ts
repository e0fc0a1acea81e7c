import type { KubeObject } from "../../kube/object.ts";
import { toList } from "../defaults/rule.ts";
import type { Subject } from "./strategy.ts";

/** A role without rules has null: an empty list does not survive the server's way of storing it. */
export function toStoredRole({ object }: Subject): KubeObject {
  return toList(object["rules"]).length === 0 ? { ...object, rules: null } : object;
}
