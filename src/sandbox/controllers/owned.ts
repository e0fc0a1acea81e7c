import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject, OwnerReference } from "../../kube/object.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import type { Context } from "./context.ts";
import { read } from "./write.ts";

/** Refers to an object as the owner that controls another. */
export function controllerRef(owner: KubeObject): OwnerReference & JsonObject {
  const { apiVersion, kind, metadata } = owner;
  const { name, uid = "" } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** Lists what an object controls, in one storage, by name. */
export function controlled(state: ClusterState, owner: KubeObject, storage: string): readonly KubeObject[] {
  const { uid = "" } = owner.metadata;
  return state.store
    .dependents(uid)
    .filter((each) => each.storage === storage)
    .map(({ object }) => object)
    .filter(({ metadata }) =>
      metadata.ownerReferences?.some((each) => each.uid === uid && each.controller === true),
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** Gives the first name in a storage that nobody has: the owner's, and what comes behind it after so many collisions. */
export function freeName(
  { state }: Context,
  { storage, owner }: { readonly storage: string; readonly owner: KubeObject },
  toSuffix: (collisions: number) => string,
): string {
  const { namespace = "", name: head } = owner.metadata;
  for (let collisions = 0; ; collisions += 1) {
    const name = `${head}-${toSuffix(collisions)}`;
    if (read(state, storage, { namespace, name }) === undefined) return name;
  }
}
