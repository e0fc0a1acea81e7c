import type { ApiCatalog } from "../kube/api-catalog.ts";
import type { JsonObject } from "../kube/json.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";

/** A ref in neither list is absent: the API server said so. */
export type LiveReading = {
  readonly objects: readonly KubeObject[];
  /** Could not be read (403, stale discovery, 5xx): never treated as absent. */
  readonly unknown: readonly { readonly ref: ObjectRef; readonly message: string }[];
};

/** `uid`: the object that was read; 409 if it was replaced since. */
export type ApplyRequest = { readonly object: KubeObject; readonly dryRun: boolean; readonly uid?: string };

export type DeleteRequest = {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly resourceVersion?: string;
  readonly propagation: "foreground" | "background" | "orphan";
};

/** One Kubernetes API server. Throws ReconcileError; messages never hold Secret data. */
export interface Cluster {
  /** What the server has; asked once per connection unless `fresh` (a CRD was applied). */
  discover(options: { readonly fresh: boolean }): Promise<ApiCatalog>;
  /** Live objects: by GET where few, else by lists of the kind in the namespace; `shared` allows a list of this run. */
  read(refs: readonly ObjectRef[], options: { readonly shared: boolean }): Promise<LiveReading>;
  /** Server-side apply, forced, as this installation's field manager; gives the object as the server now has it. */
  apply(request: ApplyRequest): Promise<KubeObject>;
  /** POST, for hooks; `exists`: the name is taken, and this is the object that has it. */
  create(
    object: KubeObject,
  ): Promise<{ readonly outcome: "created" | "exists"; readonly object: KubeObject }>;
  /** "gone": it was not there any more. Throws CONFLICT when the uid or version is another. */
  delete(request: DeleteRequest): Promise<"deleted" | "gone">;
}

/** OpenAPI v3 of a cluster, read lazily. */
export interface Schemas {
  /** The document of one apiVersion ("apps/v1"); undefined where the server publishes none. */
  read(apiVersion: string): Promise<JsonObject | undefined>;
}
