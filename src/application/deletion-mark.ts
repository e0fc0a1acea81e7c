import type { JsonObject } from "../kube/json.ts";
import { formatTime } from "../kube/time.ts";
import { asObject, asText, asTexts } from "../kube/values.ts";
import { approvalAnnotation } from "./application.ts";

/** What a person wants of a deletion. */
export type DeletionWish = {
  /** The application's objects are deleted with it; else they stay in the cluster and are handed back. */
  readonly cascade: boolean;
  /** undefined: as the Application's own finalizer says, else foreground. */
  readonly propagation?: "foreground" | "background";
  readonly requestedBy: string;
};

/** The deletion of an application as its stored manifest says it. */
export type Deletion = {
  readonly cascade: boolean;
  readonly propagation: "foreground" | "background";
  readonly requestedBy: string;
  /** Milliseconds since 1970, whole seconds. */
  readonly since: number;
};

/** The annotation that says who asked for the deletion last. */
const requesterAnnotation = "outrigger.dev/deletion-requested-by";

// The finalizers that make a deletion cascade, isPropagationPolicyFinalizer in
// https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/pkg/apis/application/v1alpha1/types.go
const resourcesFinalizer = "resources-finalizer.argocd.argoproj.io";
const propagationOf: ReadonlyMap<string, Deletion["propagation"]> = new Map([
  [resourcesFinalizer, "foreground"],
  [`${resourcesFinalizer}/foreground`, "foreground"],
  [`${resourcesFinalizer}/background`, "background"],
]);
const hookFinalizers = /^(?:pre|post)-delete-finalizer\.argocd\.argoproj\.io(?:\/|$)/;

/** Reads whether and how an application is being deleted; undefined: it is not. */
export function readDeletion(manifest: JsonObject): Deletion | undefined {
  const { deletionTimestamp } = metadataOf(manifest);
  if (typeof deletionTimestamp !== "string") return undefined;
  const policies = finalizersOf(manifest).flatMap((name) => propagationOf.get(name) ?? []);
  const requestedBy = annotationsOf(manifest)[requesterAnnotation];
  return {
    cascade: policies.length > 0,
    propagation: policies[0] ?? "foreground",
    requestedBy: asText(requestedBy),
    since: Date.parse(deletionTimestamp),
  };
}

/** Tells whether the manifest itself says that hooks are to run when the application is deleted. */
export function hasHookFinalizer(manifest: JsonObject): boolean {
  return finalizersOf(manifest).some((name) => hookFinalizers.test(name));
}

/** Gives when a person approved deletions, in milliseconds since 1970; undefined: nobody did. */
export function approvedAt(manifest: JsonObject): number | undefined {
  const text = annotationsOf(manifest)[approvalAnnotation];
  const time = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Marks a manifest as being deleted, as an API server would: a deletion that was asked for stays asked for, and while it runs
 * finalizers can be taken away (it does not cascade any more), never added.
 */
export function toMarked(manifest: JsonObject, wish: DeletionWish, now: number): JsonObject {
  const { deletionTimestamp } = metadataOf(manifest);
  const isMarked = typeof deletionTimestamp === "string";
  const present = finalizersOf(manifest);
  const finalizers = wish.cascade
    ? toCascading(present, wish, isMarked)
    : present.filter((name) => !propagationOf.has(name));
  return withMetadata(manifest, {
    finalizers,
    annotations: { ...annotationsOf(manifest), [requesterAnnotation]: wish.requestedBy },
    deletionTimestamp: isMarked ? deletionTimestamp : formatTime(now),
  });
}

/** Notes on a manifest that a person approves deletions now. */
export function toApproved(manifest: JsonObject, now: number): JsonObject {
  const annotations = { ...annotationsOf(manifest), [approvalAnnotation]: new Date(now).toISOString() };
  return withMetadata(manifest, { annotations });
}

/** Gives what is kept of a manifest that is declared again while its application is being deleted: the mark stays. */
export function keepMark(known: JsonObject | undefined, declared: JsonObject): JsonObject {
  if (known === undefined || readDeletion(known) === undefined) return declared;
  if (readDeletion(declared) !== undefined) return declared;
  const requester = annotationsOf(known)[requesterAnnotation];
  const approval = annotationsOf(known)[approvalAnnotation];
  const kept = {
    ...(approval === undefined ? {} : { [approvalAnnotation]: approval }),
    ...annotationsOf(declared),
    ...(requester === undefined ? {} : { [requesterAnnotation]: requester }),
  };
  const { deletionTimestamp, finalizers } = metadataOf(known);
  return withMetadata(declared, { annotations: kept, finalizers, deletionTimestamp });
}

/** A policy that is asked for takes the place of the one that is there; without a wish that one stays. */
function toCascading(
  present: readonly string[],
  { propagation }: DeletionWish,
  isMarked: boolean,
): readonly string[] {
  const isCascading = present.some((name) => propagationOf.has(name));
  if (isMarked ? !isCascading || propagation === undefined : isCascading && propagation === undefined)
    return present;
  const finalizer = propagation === undefined ? resourcesFinalizer : `${resourcesFinalizer}/${propagation}`;
  return [...present.filter((name) => !propagationOf.has(name)), finalizer];
}

function withMetadata(manifest: JsonObject, fields: JsonObject): JsonObject {
  return { ...manifest, metadata: { ...metadataOf(manifest), ...fields } };
}

function metadataOf({ metadata }: JsonObject): JsonObject {
  return asObject(metadata);
}

function annotationsOf(manifest: JsonObject): JsonObject {
  const { annotations } = metadataOf(manifest);
  return asObject(annotations);
}

function finalizersOf(manifest: JsonObject): readonly string[] {
  const { finalizers } = metadataOf(manifest);
  return asTexts(finalizers);
}
