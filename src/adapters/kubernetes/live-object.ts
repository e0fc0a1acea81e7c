import { ReconcileError } from "../../errors.ts";
import { isObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";

/** Takes an object as the API server gave it. Throws CLUSTER_UNREACHABLE where the answer is none. */
export function toLiveObject(value: unknown, subject: string): KubeObject {
  if (isKubeObject(value)) return value;
  throw new ReconcileError(
    "CLUSTER_UNREACHABLE",
    `Cannot read ${subject}: the server's answer is no Kubernetes object`,
  );
}

/**
 * Tells whether a value has what every object has. The API server has validated everything else against its own schema
 * before it stored the object.
 */
export function isKubeObject(value: unknown): value is KubeObject {
  if (!isObject(value) || !isObject(value["metadata"])) return false;
  const named = typeof value["metadata"]["name"] === "string";
  return named && typeof value["apiVersion"] === "string" && typeof value["kind"] === "string";
}
