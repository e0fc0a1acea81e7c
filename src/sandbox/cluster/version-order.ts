const pattern = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const stages: Readonly<Record<string, number>> = { "": 3, beta: 2, alpha: 1 };

/**
 * Orders versions as clients are to prefer them: v2, v1, v1beta2, v1alpha1, then what is no Kubernetes version, by name.
 * Source: staging/src/k8s.io/apimachinery/pkg/version/helpers.go.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  for (const [index, rank] of left.entries()) {
    const difference = (right[index] ?? 0) - rank;
    if (difference !== 0) return difference;
  }
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Stage, major version, number within the stage; the higher, the earlier. */
function rankOf(version: string): readonly number[] {
  const match = pattern.exec(version);
  if (match === null) return [0, 0, 0];
  const [, major = "", stage = "", minor = "0"] = match;
  return [stages[stage] ?? 0, Number(major), Number(minor)];
}
