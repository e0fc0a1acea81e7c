import type { ApplicationName } from "../application/application.ts";
import type { SyncOptions } from "../application/sync-policy.ts";
import type { ApiCatalog } from "../kube/api-catalog.ts";
import type { KeyedHash } from "../kube/hash.ts";
import type { ComparisonSettings } from "../settings/comparison-settings.ts";
import type { TrackingSettings } from "../settings/settings.ts";

/** What desired objects depend on beside the manifests. */
export type DesiredContext = {
  readonly application: ApplicationName;
  /** Value of the installation's label. */
  readonly installation: string;
  /** By annotation where nothing is said. */
  readonly tracking?: TrackingSettings;
  /** "" where the application names none. */
  readonly destinationNamespace: string;
  /** The application's own, which an object's annotation is laid over. */
  readonly options: SyncOptions;
  readonly catalog: ApiCatalog;
  readonly hash: KeyedHash;
  /** Of which kinds a status in Git is dropped; all where it is not said. */
  readonly ignoreStatus?: ComparisonSettings["ignoreStatus"];
};

/** A condition for the application's status. */
export type DesiredWarning = { readonly type: string; readonly message: string };
