import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Kind } from "../cluster/kind.ts";

/** Metadata that counts as well, by kind: PrepareForUpdate in pkg/registry of kubernetes at v1.35.0. */
const countedMetadata: ReadonlyMap<string, "annotations" | "labels"> = new Map([
  ["Deployment", "annotations"],
  ["EndpointSlice", "labels"],
]);

/** Gives the part of an object whose changes metadata.generation counts: neither metadata, as a rule, nor status. */
export function toCounted(kind: Kind, object: KubeObject): JsonObject {
  const { metadata, status, apiVersion: _a, ...rest } = object;
  // Without a subresource for it, the status of a custom resource is a field like others.
  const isCounted = kind.typeName === undefined && !kind.hasStatus && status !== undefined;
  const content = isCounted ? { ...rest, status } : rest;
  const extra = kind.typeName === undefined ? undefined : countedMetadata.get(kind.kind);
  return extra === undefined ? content : { ...content, metadata: metadata[extra] ?? {} };
}
