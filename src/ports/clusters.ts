import type { Destination } from "../application/application.ts";
import type { Cluster, Schemas } from "./cluster.ts";
import type { ClusterWatch } from "./cluster-watch.ts";

export type ClusterConnection = {
  /** The name people know it by: a context, `in-cluster`, an EKS cluster. */
  readonly name: string;
  readonly server: string;
  readonly cluster: Cluster;
  readonly schemas: Schemas;
  readonly watch: ClusterWatch;
  /**
   * The same cluster, whose writes (dry-runs too) are made as another user, and never as ourselves; it is read as before. Throws
   * CREDENTIALS_REFUSED where the cluster's own credentials impersonate somebody already.
   */
  writeAs(user: string): Cluster;
  /** So many writes are let through at the same time, where somebody set it; more wait for their turn. */
  readonly writesInFlightMax?: number;
};

/** The registered clusters. */
export interface Clusters {
  /** Connects to a destination; throws CLUSTER_UNKNOWN and names those there are, CLUSTER_GONE, CREDENTIALS_REFUSED, CONFIG_INVALID. */
  open(destination: Destination): Promise<ClusterConnection>;
}
