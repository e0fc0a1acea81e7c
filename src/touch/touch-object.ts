/**
 * What a person does to one live object beside its delivery and its actions: a patch of their own, or a deletion. Whatever Git says
 * of the object comes back with the next sync or self-heal.
 *
 * 1. The object is one of the application's own, and its project allows its kind.
 * 2. A pause holds before the write.
 * 3. A patch is of the version that was read, a deletion of the uid: nothing of somebody else's is lost.
 */
import { toMergePatch, toOperations } from "../actions/difference.ts";
import { ReconcileError } from "../errors.ts";
import { type JsonObject, readField } from "../kube/json.ts";
import { formatKey, toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { DeleteRequest } from "../ports/cluster.ts";
import {
  findOwnObject,
  type ObjectTarget,
  requireAllowed,
  requireUnpaused,
  type TouchPorts,
} from "./own-object.ts";
import { toTouchManager } from "./write-impact.ts";

/** Makes of an object what a person wants; a text says why that cannot be. */
export type ObjectChange = (object: JsonObject) => JsonObject | string;

/** Changes an object; gives it as the server then has it. Throws ACTION_REFUSED, NOT_FOUND, PROJECT_DENIED, PAUSED, CONFLICT. */
export async function patchOwnObject(
  target: ObjectTarget,
  change: ObjectChange,
  ports: TouchPorts,
): Promise<KubeObject> {
  const { subject, object } = await findOwnObject(target, ports);
  const after = change(object);
  const refusal = typeof after === "string" ? after : refuseIdentity(object, after);
  if (typeof after === "string" || refusal !== undefined)
    throw new ReconcileError("ACTION_REFUSED", `Cannot patch ${formatKey(toRef(object))}: ${refusal}`);
  await requireAllowed([object], subject);
  await requireUnpaused(subject, ports);
  const patch = toMergePatch(object, after);
  if (patch === undefined) return object;
  const manager = toTouchManager(ports.settings.installation);
  const operations = toOperations(object, patch);
  return await subject.connection.cluster.patch({ ref: toRef(object), operations, manager });
}

const identity = [
  ["apiVersion"],
  ["kind"],
  ["metadata", "name"],
  ["metadata", "namespace"],
  ["metadata", "uid"],
] as const;

function refuseIdentity(before: JsonObject, after: JsonObject): string | undefined {
  const changed = identity.find((path) => readField(before, ...path) !== readField(after, ...path));
  return changed === undefined ? undefined : `${changed.join(".")} cannot be changed`;
}

/** Deletes an object; one that is gone by then is no error. Throws NOT_FOUND, PROJECT_DENIED, PAUSED, CONFLICT. */
export async function deleteOwnObject(
  target: ObjectTarget,
  how: Pick<DeleteRequest, "propagation" | "graceSeconds">,
  ports: TouchPorts,
): Promise<void> {
  const { subject, object } = await findOwnObject(target, ports);
  await requireAllowed([object], subject);
  const { uid } = object.metadata;
  if (uid === undefined)
    throw new ReconcileError("CONFLICT", `Cannot delete ${formatKey(toRef(object))}: it has no uid`);
  await requireUnpaused(subject, ports);
  await subject.connection.cluster.delete({ ref: toRef(object), uid, ...how });
}
