import type { ApiResource } from "../kube/api-catalog.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SightedObject } from "../live/sighting.ts";

/** A selected list of one kind, and the resourceVersion it is of. */
export type SelectedList = { readonly version: string; readonly objects: readonly SightedObject[] };

/** Objects of one kind in one namespace: apiVersion, kind and what of their metadata says whose they are. */
export type NamespaceList = {
  readonly objects: readonly KubeObject[];
  /** false: a bound of limits.ts ended it. */
  readonly isWhole: boolean;
};

/** Asks one API server what moved, at the least cost. Throws CLUSTER_UNREACHABLE, CREDENTIALS_REFUSED and the like. */
export interface ClusterWatch {
  /**
   * The resourceVersion of each kind's list, from the watch cache: a hint that something moved. In the order of `resources`;
   * undefined: this kind cannot be asked (403, no list verb), which is for the caller to treat as moved.
   */
  probe(resources: readonly ApiResource[]): Promise<readonly (string | undefined)[]>;
  /** The objects of a kind that carry this installation's label, not older than `version`; metadata only. */
  listOwned(resource: ApiResource, version: string): Promise<SelectedList>;
  /** All objects of a kind in a namespace, whoever made them; metadata only. */
  listIn(resource: ApiResource, namespace: string): Promise<NamespaceList>;
  /** Whether this identity's rights let it list a kind in a namespace; undefined: the server does not say. */
  mayList(resource: ApiResource, namespace: string): Promise<boolean | undefined>;
}
