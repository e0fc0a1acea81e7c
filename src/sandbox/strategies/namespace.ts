import type { KubeObject } from "../../kube/object.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { Subject } from "./strategy.ts";

/** A namespace holds itself until it is empty; its phase is the server's. */
export function toStoredNamespace({ before, object }: Subject): KubeObject {
  const { deletionTimestamp, name } = object.metadata;
  const phase = deletionTimestamp === undefined ? "Active" : "Terminating";
  const status = { ...asObject(object["status"]), phase };
  const labels = { ...object.metadata.labels, "kubernetes.io/metadata.name": name };
  const metadata = { ...object.metadata, labels };
  if (before !== undefined) return { ...object, metadata, spec: before["spec"] ?? {}, status };
  const finalizers = asList(asObject(object["spec"])["finalizers"]);
  const own = finalizers.includes("kubernetes") ? finalizers : [...finalizers, "kubernetes"];
  return { ...object, metadata, spec: { finalizers: own }, status };
}
