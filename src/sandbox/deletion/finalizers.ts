import type { KubeObject } from "../../kube/object.ts";
import { type Kind, storageOf } from "../cluster/kind.ts";
import type { DeleteOptions, Policy } from "./delete-options.ts";

/** Holds an owner until its dependents are nobody's. */
export const orphanFinalizer = "orphan";
/** Holds an owner until the dependents that block it are gone. */
export const foregroundFinalizer = "foregroundDeletion";
/** Holds a definition until its kind's objects are gone. */
export const definitionFinalizer = "customresourcecleanup.apiextensions.k8s.io";

// DefaultGarbageCollectionPolicy of their strategies in pkg/registry.
const orphaning: ReadonlySet<string> = new Set(["/replicationcontrollers", "batch/jobs"]);

/** Gives the finalizers that an object has once its deletion has begun: apiserver pkg/registry/generic/registry/store.go. */
export function finalizersOnDeletion(
  kind: Kind,
  object: KubeObject,
  { policy }: DeleteOptions,
): readonly string[] {
  const { finalizers = [], deletionTimestamp } = object.metadata;
  const wanted = policy ?? policyOf(finalizers) ?? (orphaning.has(storageOf(kind)) ? "Orphan" : "Background");
  const others = finalizers.filter((each) => each !== orphanFinalizer && each !== foregroundFinalizer);
  const isDefinition = storageOf(kind) === "apiextensions.k8s.io/customresourcedefinitions";
  const holds = isDefinition && deletionTimestamp === undefined && !others.includes(definitionFinalizer);
  return [...others, ...(holds ? [definitionFinalizer] : []), ...ofPolicy[wanted]];
}

const ofPolicy: Readonly<Record<Policy, readonly string[]>> = {
  Background: [],
  Foreground: [foregroundFinalizer],
  Orphan: [orphanFinalizer],
};

/** Gives the policy that an object's own finalizers ask for. */
export function policyOf(finalizers: readonly string[]): Policy | undefined {
  if (finalizers.includes(orphanFinalizer)) return "Orphan";
  return finalizers.includes(foregroundFinalizer) ? "Foreground" : undefined;
}

/** Gives the seconds that a pod has to end: none where nothing runs yet, or no longer. Other kinds go at once. */
export function graceOf(kind: Kind, object: KubeObject, { gracePeriodSeconds }: DeleteOptions): number {
  if (storageOf(kind) !== "/pods") return 0;
  const [spec, status] = [fieldsOf(object["spec"]), fieldsOf(object["status"])];
  const isIdle =
    (spec["nodeName"] ?? "") === "" || status["phase"] === "Failed" || status["phase"] === "Succeeded";
  if (isIdle) return 0;
  const given = gracePeriodSeconds ?? spec["terminationGracePeriodSeconds"] ?? 30;
  return Number(given);
}

function fieldsOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
