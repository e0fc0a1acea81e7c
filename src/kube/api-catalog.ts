import { groupOf, versionOf } from "./key.ts";

/** One kind an API server has, in one version. `plural` is the path segment. */
export type ApiResource = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
};

/** What an API server has. A group in `stale` is registered but did not answer: its kinds are unknown, not absent. */
export type ApiCatalog = {
  /** gitVersion, such as "v1.35.4". */
  readonly serverVersion: string;
  readonly resources: readonly ApiResource[];
  /** `group/version` texts. */
  readonly stale: readonly string[];
};

/** Finds a kind in the version asked for; undefined where the server does not have it. */
export function findResource(catalog: ApiCatalog, apiVersion: string, kind: string): ApiResource | undefined {
  const group = groupOf(apiVersion);
  const version = versionOf(apiVersion);
  return catalog.resources.find((r) => r.kind === kind && r.group === group && r.version === version);
}

/** Tells whether a group's kinds are unknown at present: its API service is registered and does not answer. */
export function isStale(catalog: ApiCatalog, group: string): boolean {
  return catalog.stale.some((groupVersion) => groupOf(groupVersion) === group);
}
