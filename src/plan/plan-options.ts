import type { SyncOptions } from "../application/sync-policy.ts";
import type { DesiredObject } from "../desired/desired-object.ts";
import { type ApiCatalog, findResource, isStale } from "../kube/api-catalog.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { Choice } from "./choose.ts";

/** What a plan needs to know beside the comparison. */
export type PlanOptions = Choice & {
  /** What left Git is deleted. */
  readonly prune: boolean;
  /** Nobody looks on: refuse to prune everything, unless `allowEmpty`. */
  readonly automated: boolean;
  readonly allowEmpty: boolean;
  /** The application's own. */
  readonly options: SyncOptions;
  /** What the cluster has: its catalog, or a question about one object's kind. */
  readonly knownKinds: ApiCatalog | ((ref: ObjectRef) => boolean);
  /** Hooks, where the comparison does not hold them. */
  readonly hooks?: readonly DesiredObject[] | undefined;
  readonly skipHooks?: boolean | undefined;
  /** Nothing is written: every object is tried at once, and no hook runs. */
  readonly dryRun?: boolean | undefined;
  /** The destination namespace, to be created when it is neither live nor desired. */
  readonly createNamespace?: { readonly name: string; readonly exists?: boolean | undefined } | undefined;
  /** A person approved the deletion of what asks for approval (annotation argocd.argoproj.io/deletion-approved). */
  readonly pruneConfirmed?: boolean | undefined;
  /** How much may be pruned without approval, as it was written (annotation outrigger.dev/deletion-budget). */
  readonly deletionBudget?: string | undefined;
};

/** Makes the question "does the cluster have this kind?" out of either form; kinds of a stale group are not denied. */
export function toKindTest(knownKinds: PlanOptions["knownKinds"]): (ref: ObjectRef) => boolean {
  const has = typeof knownKinds === "function" ? knownKinds : toCatalogTest(knownKinds);
  const answers = new Map<string, boolean>();
  return (ref) => {
    const id = `${ref.apiVersion} ${ref.kind}`;
    const known = answers.get(id) ?? has(ref);
    answers.set(id, known);
    return known;
  };
}

function toCatalogTest(catalog: ApiCatalog): (ref: ObjectRef) => boolean {
  return (ref) =>
    findResource(catalog, ref.apiVersion, ref.kind) !== undefined || isStale(catalog, ref.group);
}
