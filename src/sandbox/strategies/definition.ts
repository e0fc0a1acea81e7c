import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import { asList, asObject } from "../../kube/values.ts";
import { toNamedStatus } from "../custom/release-names.ts";
import type { Subject } from "./strategy.ts";

/** A definition is established at once, which takes a real server a moment. */
export function toStoredDefinition({ state, before, object }: Subject): KubeObject {
  const spec = asObject(object["spec"]);
  const present = asObject(before === undefined ? undefined : object["status"]);
  const storedVersions = toStoredVersions(present["storedVersions"], spec);
  const time = formatTime(state.now());
  const status = toNamedStatus(state.store, { ...object, status: present }, time);
  return { ...object, status: { ...status, storedVersions } };
}

/** Every version that objects were ever stored in. */
function toStoredVersions(old: Json | undefined, spec: JsonObject): readonly Json[] {
  const versions = asList(spec["versions"]).filter(isObject);
  const now = versions.find(({ storage }) => storage === true)?.["name"] ?? [];
  return [...new Set([...asList(old), ...[now].flat()])];
}
