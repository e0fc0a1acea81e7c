import { foldSecret, isSecret } from "../kube/fold.ts";
import type { JsonObject } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";

const serverMetadata = new Set([
  "name",
  "namespace",
  "generateName",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
]);

/**
 * Gives the fields of an object that are compared: no version, kind, name or status, none that only the server sets; a
 * Secret's stringData in its data, as the server keeps it. It does not matter whether the object was folded before.
 */
export function toComparedFields(object: KubeObject): JsonObject {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, status: _status, ...fields } = object;
  const metadata = toComparedMetadata(object);
  const all: JsonObject = metadata === undefined ? fields : { metadata, ...fields };
  return isSecret(object) ? foldSecret(all) : all;
}

function toComparedMetadata(object: KubeObject): JsonObject | undefined {
  const kept = Object.entries(object.metadata).filter(([name]) => !serverMetadata.has(name));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
