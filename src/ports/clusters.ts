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
};

/** The registered clusters. */
export interface Clusters {
  /** Connects to a destination; throws CLUSTER_UNKNOWN and names those there are, CREDENTIALS_REFUSED, CONFIG_INVALID. */
  open(destination: Destination): Promise<ClusterConnection>;
}
