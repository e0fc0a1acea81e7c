import type { ApplicationName } from "../application/application.ts";
import type { SyncOptions } from "../application/sync-policy.ts";
import type { ApiCatalog } from "../kube/api-catalog.ts";
import type { KeyedHash } from "../kube/hash.ts";

/** What desired objects depend on beside the manifests. */
export type DesiredContext = {
  readonly application: ApplicationName;
  /** Value of the installation's label. */
  readonly installation: string;
  /** "" where the application names none. */
  readonly destinationNamespace: string;
  /** The application's own, which an object's annotation is laid over. */
  readonly options: SyncOptions;
  readonly catalog: ApiCatalog;
  readonly hash: KeyedHash;
};

/** A condition for the application's status. */
export type DesiredWarning = { readonly type: string; readonly message: string };
