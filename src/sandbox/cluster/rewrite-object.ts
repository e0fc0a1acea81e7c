import type { KubeObject } from "../../kube/object.ts";
import { type Owner, toManagedFields, toOwners } from "../ownership/managers.ts";
import { update } from "../ownership/update.ts";
import type { ClusterState } from "./cluster.ts";
import { storeOrRemove } from "./finish.ts";
import { apiVersionOf, type Kind } from "./kind.ts";
import { withoutOwners } from "./owners-after.ts";

export type Rewrite = {
  readonly before: KubeObject;
  readonly after: KubeObject;
  readonly writer?: Partial<Omit<Owner, "fields" | "operation">>;
};

/** Stores another state of an object unchecked, as parts of the server do; who owned what goes with it loses it. An object whose deletion nothing holds any more is removed. */
export function rewriteObject(
  state: ClusterState,
  kind: Kind,
  { before, after, writer }: Rewrite,
): KubeObject {
  const owners = update({
    before: withoutOwners(before),
    after: withoutOwners(after),
    type: kind.type,
    owners: toOwners(before),
    writer: { manager: "kube-controller-manager", apiVersion: apiVersionOf(kind), ...writer },
    withoutStatus: false,
  });
  const { managedFields: _, ...metadata } = after.metadata;
  const managedFields = toManagedFields(owners);
  const owned = managedFields.length === 0 ? metadata : { ...metadata, managedFields };
  return storeOrRemove(state, kind, { ...after, metadata: owned });
}
