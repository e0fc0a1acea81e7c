import { codeOf } from "../errors.ts";
import type { ApiResource } from "../kube/api-catalog.ts";
import type { ClusterWatch } from "../ports/cluster-watch.ts";
import type { Settings } from "../settings/settings.ts";

/** Where a kind may not be listed; `namespace`: "" for all of them. */
export type Forbidden = Pick<Settings, "respectRbac"> & {
  readonly watch: Pick<ClusterWatch, "mayList">;
  readonly namespace: string;
};

/**
 * Tells whether a kind that the API server refused to list is left out without a word, as resource.respectRBAC wants it. As in Argo CD
 * `normal` believes the refusal, `strict` only where the rights of this identity say the same: else the refusal is a failure.
 */
export async function isLeftOut(
  resource: ApiResource,
  { respectRbac, watch, namespace }: Forbidden,
): Promise<boolean> {
  if (respectRbac !== "strict") return respectRbac === "normal";
  try {
    return (await watch.mayList(resource, namespace)) === false;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return false;
  }
}
