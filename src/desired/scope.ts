import type { ApiCatalog } from "../kube/api-catalog.ts";
import { readField } from "../kube/json.ts";
import { groupOf } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";

/** Says of a kind whether its objects live in a namespace; undefined: nobody knows the kind yet. */
export type Scopes = (object: KubeObject) => boolean | undefined;

/** Makes the answer from what the API server has, and from the CRDs that are among the manifests themselves. */
export function toScopes(catalog: ApiCatalog, manifests: readonly KubeObject[]): Scopes {
  const namespaced = new Map(manifests.filter(isCrd).map((crd) => [toKindOfCrd(crd), isNamespacedCrd(crd)]));
  for (const resource of catalog.resources) {
    namespaced.set(`${resource.group}/${resource.kind}`, resource.namespaced);
  }
  return (object) => namespaced.get(`${groupOf(object.apiVersion)}/${object.kind}`);
}

function isCrd(object: KubeObject): boolean {
  return object.kind === "CustomResourceDefinition" && groupOf(object.apiVersion) === "apiextensions.k8s.io";
}

function toKindOfCrd(crd: KubeObject): string {
  return `${readField(crd, "spec", "group")}/${readField(crd, "spec", "names", "kind")}`;
}

function isNamespacedCrd(crd: KubeObject): boolean {
  return readField(crd, "spec", "scope") === "Namespaced";
}
