import { groupOf, type ObjectRef, versionOf } from "./key.ts";

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
  return toIndex(catalog).get(`${groupOf(apiVersion)}/${versionOf(apiVersion)}/${kind}`);
}

/** Tells whether an object is in a namespace; of a kind that the server does not have, its own words count. */
export function isNamespaced(catalog: ApiCatalog, { apiVersion, kind, namespace }: ObjectRef): boolean {
  return findResource(catalog, apiVersion, kind)?.namespaced ?? namespace !== "";
}

const indexes = new WeakMap<ApiCatalog, ReadonlyMap<string, ApiResource>>();

/** A catalog is asked about every object at every tick, so it is indexed once; the first of equal kinds counts. */
function toIndex(catalog: ApiCatalog): ReadonlyMap<string, ApiResource> {
  const known = indexes.get(catalog);
  if (known !== undefined) return known;
  const index = new Map(
    catalog.resources.toReversed().map((each) => [`${each.group}/${each.version}/${each.kind}`, each]),
  );
  indexes.set(catalog, index);
  return index;
}

const apiVersions = new WeakMap<ApiCatalog, readonly string[]>();

/** Lists what Helm's .Capabilities.APIVersions holds: `group/version` and `group/version/Kind`, sorted. */
export function toApiVersions(catalog: ApiCatalog): readonly string[] {
  const known = apiVersions.get(catalog);
  if (known !== undefined) return known;
  const versions = new Set<string>();
  for (const { group, version, kind } of catalog.resources) {
    const groupVersion = group === "" ? version : `${group}/${version}`;
    versions.add(groupVersion).add(`${groupVersion}/${kind}`);
  }
  const sorted = [...versions].sort();
  apiVersions.set(catalog, sorted);
  return sorted;
}

/** Tells whether a group's kinds are unknown at present: its API service is registered and does not answer. */
export function isStale(catalog: ApiCatalog, group: string): boolean {
  return catalog.stale.some((groupVersion) => groupOf(groupVersion) === group);
}
