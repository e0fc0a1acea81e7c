import type { JsonObject } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { ask, type Place, requireOk, toObject, toPath } from "./cluster-requests.ts";

/** Reads one object; undefined: there is none. */
export async function read(place: Place): Promise<KubeObject | undefined> {
  const { status, body } = await ask({ method: "GET", path: toPath(place) });
  return status === 404 ? undefined : toObject(requireOk(body, status));
}

/** Reads one object that must be there. */
export async function requireObject(place: Place): Promise<KubeObject> {
  const object = await read(place);
  if (object === undefined) throw new Error(`There is no ${place.kind} ${place.namespace}/${place.name}`);
  return object;
}

/**
 * Lists a kind in a namespace, by name; without the ConfigMap that Kubernetes puts into every namespace, and without what is being
 * deleted: a foreground deletion ends a moment after it was accepted, and nobody waits for the last wave's.
 */
export async function list(kind: string, namespace: string): Promise<readonly KubeObject[]> {
  const { status, body } = await ask({ method: "GET", path: toPath({ kind, namespace }) });
  const items = requireOk(body, status)["items"];
  const objects = Array.isArray(items) ? items.map(toObject) : [];
  return objects.filter(
    ({ metadata }) => metadata.name !== "kube-root-ca.crt" && metadata.deletionTimestamp === undefined,
  );
}

/** Lists the names of a kind in a namespace. */
export async function namesOf(kind: string, namespace: string): Promise<readonly string[]> {
  return (await list(kind, namespace)).map(({ metadata }) => metadata.name);
}

/** Creates an object as somebody who is not the program. */
export async function create(object: KubeObject): Promise<void> {
  const { kind, metadata } = object;
  const place = metadata.namespace === undefined ? { kind } : { kind, namespace: metadata.namespace };
  const { status, body } = await ask({ method: "POST", path: toPath(place), body: object });
  requireOk(body, status);
}

/** Changes an object by a merge patch as somebody else would; `part` is a subresource, such as scale. */
export async function patch(place: Place, body: JsonObject, part = ""): Promise<void> {
  const path = `${toPath(place)}${part === "" ? "" : `/${part}`}?fieldManager=somebody`;
  const answer = await ask({ method: "PATCH", path, body, type: "application/merge-patch+json" });
  requireOk(answer.body, answer.status);
}

/** Deletes an object; one that is not there is no error. */
export async function remove(place: Place): Promise<void> {
  const body = { propagationPolicy: "Background" };
  const answer = await ask({ method: "DELETE", path: toPath(place), body });
  if (answer.status !== 404) requireOk(answer.body, answer.status);
}
