import type { KubeObject } from "../kube/object.ts";

/**
 * Gives the object its namespace: the destination's where a namespaced one has none, none where it is cluster-scoped.
 * undefined scope: nobody knows the kind, so it is taken for namespaced. A name that is absent becomes "".
 */
export function placeInNamespace(
  object: KubeObject,
  namespaced: boolean | undefined,
  context: { readonly destinationNamespace: string },
): KubeObject {
  const { namespace, ...rest } = object.metadata;
  const metadata = { ...rest, name: rest.name ?? "" };
  const wanted = namespaced === false ? "" : namespace || context.destinationNamespace;
  return { ...object, metadata: wanted === "" ? metadata : { ...metadata, namespace: wanted } };
}
