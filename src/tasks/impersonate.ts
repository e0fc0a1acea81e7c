import type { Project } from "../application/project-spec.ts";
import { ReconcileError } from "../errors.ts";
import type { Cluster } from "../ports/cluster.ts";
import type { ClusterConnection } from "../ports/clusters.ts";
import { toIdentity, type Writer } from "../project/impersonation.ts";
import type { Settings } from "../settings/settings.ts";

/** Whose objects are written, and whether the settings want them written as the project says. */
export type WriteRequest = {
  readonly application: Writer;
  readonly project: Project;
  readonly settings: Pick<Settings, "impersonation">;
};

/** A connection to write through; `denial`: why nothing can be written. */
export type Writable = { readonly connection: ClusterConnection; readonly denial?: string };

/**
 * Gives a connection that writes as the service account which the project names for the destination, where the settings want
 * that, and reads as ourselves. Where the project names none, every write fails with PROJECT_DENIED: whoever forgets to ask for
 * `denial` writes nothing either. Throws CREDENTIALS_REFUSED where the cluster's credentials allow no impersonation.
 */
export function impersonate(
  connection: ClusterConnection,
  { application, project, settings }: WriteRequest,
): Writable {
  if (!settings.impersonation) return { connection };
  const identity = toIdentity(project, application, connection);
  if ("user" in identity) {
    return { connection: { ...connection, cluster: connection.writeAs(identity.user) } };
  }
  const { denial } = identity;
  return { connection: { ...connection, cluster: closeWrites(connection.cluster, denial) }, denial };
}

function closeWrites(cluster: Cluster, denial: string): Cluster {
  const deny = (): Promise<never> => Promise.reject(new ReconcileError("PROJECT_DENIED", denial));
  return {
    discover: (options) => cluster.discover(options),
    read: (refs, options) => cluster.read(refs, options),
    apply: deny,
    replace: deny,
    patch: deny,
    create: deny,
    delete: deny,
  };
}
