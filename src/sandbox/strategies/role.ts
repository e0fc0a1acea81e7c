import type { KubeObject } from "../../kube/object.ts";
import { asList } from "../../kube/values.ts";
import type { Subject } from "./strategy.ts";

/** A role without rules has null: an empty list does not survive the server's way of storing it. */
export function toStoredRole({ object }: Subject): KubeObject {
  return asList(object["rules"]).length === 0 ? { ...object, rules: null } : object;
}
