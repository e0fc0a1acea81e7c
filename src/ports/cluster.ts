import type { ApiCatalog } from "../kube/api-catalog.ts";
import type { JsonObject } from "../kube/json.ts";
import type { PatchOperation } from "../kube/json-patch.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";

/** A ref in neither list is absent: the API server said so. */
export type LiveReading = {
  readonly objects: readonly KubeObject[];
  /** Could not be read (403, stale discovery, 5xx): never treated as absent. */
  readonly unknown: readonly { readonly ref: ObjectRef; readonly message: string }[];
};

/** `uid`: the object that was read; 409 if it was replaced since. */
export type ApplyRequest = {
  readonly object: KubeObject;
  readonly dryRun: boolean;
  readonly uid?: string;
  /** A field manager beside this installation's own. */
  readonly manager?: string;
  /** Fields that the server does not know are left out, where they would be refused. */
  readonly lenient?: boolean;
};

/** `resourceVersion`: of the object that was read; 409 if it changed since. */
export type ReplaceRequest = {
  readonly object: KubeObject;
  readonly resourceVersion: string;
  /** Fields that the server does not know are dropped, where they would be refused. */
  readonly lenient?: boolean;
};

/** `operations` name the resourceVersion that was read: 409 if the object changed since. */
export type PatchRequest = {
  readonly ref: ObjectRef;
  readonly operations: readonly PatchOperation[];
  /** A field manager in place of this installation's own. */
  readonly manager?: string;
  /** The status apart, as controllers write it; NOT_FOUND where the kind has none apart. */
  readonly part?: "status";
};

export type DeleteRequest = {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly resourceVersion?: string;
  readonly propagation: "foreground" | "background" | "orphan";
  /** How long what runs has to end; the kind's own time where it is not said. */
  readonly graceSeconds?: number;
  readonly dryRun?: boolean;
};

/** One Kubernetes API server. Throws ReconcileError; messages never hold Secret data. */
export interface Cluster {
  /** What the server has; asked once per connection unless `fresh` (a CRD was applied). */
  discover(options: { readonly fresh: boolean }): Promise<ApiCatalog>;
  /** Live objects: by GET where few, else by lists of the kind in the namespace; `shared` allows a list of this run. */
  read(refs: readonly ObjectRef[], options: { readonly shared: boolean }): Promise<LiveReading>;
  /** Server-side apply, forced, as this installation's field manager; gives the object as the server now has it. */
  apply(request: ApplyRequest): Promise<KubeObject>;
  /** PUT: the object as it is here, in place of a version that was read; what it does not say goes back to its default. */
  replace(request: ReplaceRequest): Promise<KubeObject>;
  /** JSON patch, for what an apply cannot say: who owns which field. */
  patch(request: PatchRequest): Promise<KubeObject>;
  /** POST, for hooks; `exists`: the name is taken, and this is the object that has it. Valid it is, then, in itself. */
  create(
    object: KubeObject,
    options?: { readonly dryRun: boolean },
  ): Promise<{ readonly outcome: "created" | "exists"; readonly object: KubeObject }>;
  /** "gone": it was not there any more. Throws CONFLICT when the uid or version is another. */
  delete(request: DeleteRequest): Promise<"deleted" | "gone">;
}

/** OpenAPI v3 of a cluster, read lazily. */
export interface Schemas {
  /** The document of one apiVersion ("apps/v1"); undefined where the server publishes none. */
  read(apiVersion: string): Promise<JsonObject | undefined>;
}
