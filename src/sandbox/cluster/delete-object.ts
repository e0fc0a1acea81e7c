import type { KubeObject } from "../../kube/object.ts";
import { type DeleteOptions, toDeleteOptions } from "../deletion/delete-options.ts";
import type { ClusterState } from "./cluster.ts";
import { startDeletion } from "./finish.ts";
import { type Kind, storageOf } from "./kind.ts";
import { conflict, forbidden } from "./object-errors.ts";
import { type ObjectRequest, requireObject } from "./request.ts";

/** Answers a DELETE with its options: the object as it is being deleted; undefined where it is gone and that is all to say. */
export function deleteObject(state: ClusterState, request: ObjectRequest): KubeObject | undefined {
  const { kind, name } = request;
  const object = requireObject(state, request);
  if (storageOf(kind) === "/namespaces" && immortal.has(name)) {
    throw forbidden(request, "this namespace may not be deleted", []);
  }
  const options = toDeleteOptions(request.body);
  checkPreconditions(request, object, options);
  if (request.dryRun) return isTold(kind) || isHeldNow(object) ? object : undefined;
  warn(request, options);
  const gone = startDeletion(state, { kind, object }, options);
  const { finalizers = [], deletionTimestamp } = gone.metadata;
  const isHeld = finalizers.length > 0 && deletionTimestamp !== undefined;
  return isHeld || isTold(kind) ? gone : undefined;
}

// apiserver pkg/admission/plugin/namespace/lifecycle/admission.go, immortalNamespaces.
const immortal: ReadonlySet<string> = new Set(["default", "kube-public", "kube-system"]);

// ReturnDeletedObject in pkg/registry: these answer with the object, others with a Status.
const told: ReadonlySet<string> = new Set([
  "/namespaces",
  "/persistentvolumeclaims",
  "/persistentvolumes",
  "/pods",
  "/podtemplates",
  "/resourcequotas",
  "/serviceaccounts",
  "/services",
  "storage.k8s.io/csinodes",
  "storage.k8s.io/storageclasses",
  "storage.k8s.io/volumeattachments",
]);

function isTold(kind: Kind): boolean {
  return told.has(storageOf(kind));
}

function isHeldNow({ metadata: { finalizers = [] } }: KubeObject): boolean {
  return finalizers.length > 0;
}

const jobWarning =
  "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set " +
  "propagationPolicy=Orphan to suppress this warning";

function warn(request: ObjectRequest, { policy }: DeleteOptions): void {
  if (storageOf(request.kind) === "batch/jobs" && policy === undefined) request.warn?.(jobWarning);
}

function checkPreconditions(
  { kind, name }: ObjectRequest,
  { metadata }: KubeObject,
  wanted: DeleteOptions,
): void {
  const { uid = metadata.uid, resourceVersion = metadata.resourceVersion } = wanted;
  // Here, unlike anywhere else, the server names the kind and not the resource.
  const subject = { kind: { ...kind, plural: kind.kind, group: "" }, name };
  if (uid !== metadata.uid) {
    const record = `does not match the UID in record (${metadata.uid})`;
    const why = `the UID in the precondition (${uid}) ${record}. The object might have been deleted and then recreated`;
    throw conflict(subject, why);
  }
  if (resourceVersion === metadata.resourceVersion) return;
  const record = `does not match the ResourceVersion in record (${metadata.resourceVersion})`;
  const why = `the ResourceVersion in the precondition (${resourceVersion}) ${record}. The object might have been modified`;
  throw conflict(subject, why);
}
