/**
 * From manifests to desired objects: what Git wants of the cluster, ready to be compared and applied.
 *
 * In: the manifests of a revision in order, and what the application and the cluster say. Out: desired objects in the same
 * order, warnings (the object is used), and problems (nothing may be synced or pruned while there is one). The rules, in order:
 * 1. Scope comes from the API server, else from a CRD among the manifests; unknown kinds count as namespaced, as in Argo CD.
 *    A namespaced object without a namespace gets the destination's; a cluster-scoped one loses its own. A Secret's stringData
 *    is folded into its data, nulls and status are dropped: else an apply would own what the server never keeps.
 * 2. Of several manifests with the same key the last one wins.
 * 3. `argocd.argoproj.io/hook`, or Helm's hook annotations, make an object a hook, or leave it out of syncs.
 * 4. Waves, sync options and compare options are read from annotations, once.
 * 5. The tracking annotation and the installation's label are laid over metadata, and nowhere else: in a selector or a pod
 *    template the label would restart what it is put on, or could never be changed again.
 * 6. An object with a problem is left out, for nobody knows what it should be.
 */
import { foldObject } from "../kube/fold.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { describeNonTexts } from "./annotations.ts";
import type { DesiredContext, DesiredWarning } from "./desired-context.ts";
import type { DesiredObject } from "./desired-object.ts";
import { keepLast, type Placed, type Repetition } from "./duplicates.ts";
import { placeInNamespace } from "./placing.ts";
import { cannotUse, readManifest } from "./read-manifest.ts";
import { toScopes } from "./scope.ts";

/** What Git wants; with a problem it is incomplete, so nothing may be synced or pruned. */
export type DesiredState = {
  readonly objects: readonly DesiredObject[];
  /** In Git but not to be synced (`hook: Skip`): what is live is neither changed nor pruned. */
  readonly skipped: readonly ObjectRef[];
  /** PreDelete and PostDelete hooks: for the deletion of the application, never for a sync. */
  readonly deleteHooks: readonly DesiredObject[];
  readonly warnings: readonly DesiredWarning[];
  readonly problems: readonly string[];
};

/** Makes the desired objects of an application from its manifests. */
export function toDesired(manifests: readonly KubeObject[], context: DesiredContext): DesiredState {
  const scopes = toScopes(context.catalog, manifests);
  const placed = manifests.map((object, index) => ({
    object: placeInNamespace(
      foldObject(object, { keepsStatus: keepsStatus(object, context) }),
      scopes(object),
      context,
    ),
    index,
  }));
  const { kept, repeated } = keepLast(placed.filter(({ object }) => describeNonTexts(object).length === 0));
  const readings = kept.map((item) => readManifest(item, scopes, context));
  return {
    objects: readings.flatMap((reading) => reading.desired ?? []),
    skipped: readings.flatMap((reading) => reading.skipped ?? []),
    deleteHooks: readings.flatMap((reading) => reading.deleteHook ?? []),
    warnings: [...repeated.map(warnOfRepetition), ...readings.flatMap((reading) => reading.warnings)],
    problems: [...placed.flatMap(refuseNonTexts), ...readings.flatMap((reading) => reading.problems)],
  };
}

// resource.compareoptions: https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/
function keepsStatus({ kind }: KubeObject, { ignoreStatus = "all" }: DesiredContext): boolean {
  return ignoreStatus === "none" || (ignoreStatus === "crd" && kind !== "CustomResourceDefinition");
}

function refuseNonTexts({ object }: Placed): readonly string[] {
  return describeNonTexts(object).map((problem) => cannotUse(object, problem));
}

function warnOfRepetition({ key, count }: Repetition): DesiredWarning {
  return {
    type: "RepeatedResourceWarning",
    message: `Resource ${key} appears ${count} times among the application's manifests: the last one is used`,
  };
}
