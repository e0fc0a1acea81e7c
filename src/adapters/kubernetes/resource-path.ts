import { ReconcileError } from "../../errors.ts";
import { type ApiCatalog, type ApiResource, findResource, isStale } from "../../kube/api-catalog.ts";
import { formatKey, type ObjectRef } from "../../kube/key.ts";

/** Gives the path of a kind's collection: in one namespace for a namespaced kind, else in the cluster. */
export function collectionPath(resource: ApiResource, namespace: string): string {
  if (!resource.namespaced) return everywherePath(resource);
  return `${rootOf(resource)}/namespaces/${encodeURIComponent(namespace)}/${resource.plural}`;
}

/** Gives the path of all objects of a kind, whatever their namespaces. */
export function everywherePath(resource: ApiResource): string {
  return `${rootOf(resource)}/${resource.plural}`;
}

function rootOf({ group, version }: ApiResource): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** Gives the path of one object. Throws MANIFEST_INVALID where a namespaced kind has no namespace, or no name is given. */
export function objectPath(resource: ApiResource, ref: ObjectRef): string {
  return `${collectionPath(resource, namespaceOf(resource, ref))}/${encodeURIComponent(ref.name)}`;
}

/** Gives the namespace an object is addressed in, "" for a cluster-scoped kind; throws as `objectPath` does. */
export function namespaceOf(resource: ApiResource, ref: ObjectRef): string {
  if (ref.name === "" || (resource.namespaced && ref.namespace === "")) {
    const part = ref.name === "" ? "name" : "namespace";
    throw new ReconcileError("MANIFEST_INVALID", `Cannot address ${formatKey(ref)}: it has no ${part}`);
  }
  return resource.namespaced ? ref.namespace : "";
}

/** Finds the resource to write an object to. Throws KIND_MISSING, or CLUSTER_UNREACHABLE for a group that is down. */
export function requireResource(catalog: ApiCatalog, ref: ObjectRef, action: string): ApiResource {
  const resource = findResource(catalog, ref.apiVersion, ref.kind);
  if (resource !== undefined) return resource;
  const subject = `Cannot ${action} ${formatKey(ref)}`;
  if (isStale(catalog, ref.group)) {
    throw new ReconcileError("CLUSTER_UNREACHABLE", `${subject}: ${toStaleMessage(ref)}`);
  }
  throw new ReconcileError(
    "KIND_MISSING",
    `${subject}: the API server has no kind ${ref.kind} in ${ref.apiVersion}; install its CRD, or correct apiVersion`,
  );
}

/** Says that the kinds of a group are unknown at present. */
export function toStaleMessage(ref: ObjectRef): string {
  return `the API service of ${ref.apiVersion} is registered and does not answer; see \`kubectl get apiservices\``;
}
