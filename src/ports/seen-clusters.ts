import type { ClusterSighting } from "../live/sighting.ts";

/** What is known of a cluster; `kinds`: `group/Kind` of everything that was ever applied to it. */
export type SeenCluster = {
  readonly kinds: readonly string[];
  readonly sighting: ClusterSighting;
  /** Grows with every save. */
  readonly revision: number;
};

/** What was last seen of the clusters that applications use (CLUSTER#name), by the name of their connection. */
export interface SeenClusters {
  /** Notes kinds that are managed on a cluster; harmless if they were known. */
  addKinds(cluster: string, kinds: readonly string[]): Promise<void>;
  /** Names, sorted. */
  list(): Promise<readonly string[]>;
  read(cluster: string): Promise<SeenCluster | undefined>;
  /** Saves a sighting made on top of `revision`; false: another observation was saved meanwhile, so this one is dropped. */
  save(cluster: string, sighting: ClusterSighting, revision: number): Promise<boolean>;
}
