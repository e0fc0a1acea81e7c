import { type Glob, parseGlob } from "../project/glob.ts";
import type { ComparisonSettings, ResourceFilter } from "../settings/comparison-settings.ts";
import { fixedExclusions } from "../settings/default-exclusions.ts";

/** A kind as the settings name it. */
export type FilteredKind = { readonly group: string; readonly kind: string };

/**
 * Makes the test of which kinds are left alone in a cluster: neither read, compared, applied nor pruned. Exclusions win; where
 * inclusions name the cluster, what they do not name is excluded too. IsExcludedResource in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/settings/resources_filter.go
 */
export function toExclusionTest(
  { exclusions, inclusions }: Pick<ComparisonSettings, "exclusions" | "inclusions">,
  cluster: { readonly server: string; readonly name: string },
): (kind: FilteredKind) => boolean {
  const isHere = ({ clusters }: ResourceFilter) =>
    clusters.length === 0 || [cluster.server, cluster.name].some((name) => matchesAny(clusters, name));
  const excluded = [...fixedExclusions, ...exclusions].filter(isHere);
  const included = inclusions.filter(isHere);
  const isExcluded = (kind: FilteredKind) => {
    if (excluded.some((filter) => hasKind(filter, kind))) return true;
    return included.length > 0 && !included.some((filter) => hasKind(filter, kind));
  };
  // It is asked for every object, of few kinds.
  const known = new Map<string, boolean>();
  return (kind) => {
    const key = `${kind.group}/${kind.kind}`;
    const answer = known.get(key) ?? isExcluded(kind);
    known.set(key, answer);
    return answer;
  };
}

function hasKind({ apiGroups, kinds }: ResourceFilter, { group, kind }: FilteredKind): boolean {
  if (kinds.length > 0 && !kinds.includes("*") && !kinds.includes(kind)) return false;
  return apiGroups.length === 0 || matchesAny(apiGroups, group);
}

const globs = new Map<string, Glob>();

function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => {
    // A pattern that is malformed matches nothing.
    const glob = globs.get(pattern) ?? parseGlob(pattern, "names") ?? (() => false);
    globs.set(pattern, glob);
    return glob(text);
  });
}
