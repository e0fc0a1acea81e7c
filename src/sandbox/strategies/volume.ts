import { isObject, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import { asObject } from "../../kube/values.ts";
import { checkClaimLimits } from "./limits.ts";
import type { Subject } from "./strategy.ts";

const defaultClass = "storageclass.kubernetes.io/is-default-class";

/**
 * A claim is protected while it is used, names its source twice, and has the default class where it names none:
 * pkg/registry/core/persistentvolumeclaim and plugin/pkg/admission/storage.
 */
export function toStoredClaim(subject: Subject): KubeObject {
  const { before, object } = subject;
  const spec = withSources(asObject(object["spec"]));
  if (before !== undefined) return { ...object, spec };
  checkClaimLimits(subject, object);
  const { storageClassName = defaultClassOf(subject) } = spec;
  const classed = storageClassName === undefined ? spec : { ...spec, storageClassName };
  return { ...withFinalizer(object, "kubernetes.io/pvc-protection"), spec: classed };
}

/** A volume is protected while it is bound, and knows when its phase changed last. */
export function toStoredVolume({ state, before, object }: Subject): KubeObject {
  if (before !== undefined) return object;
  const lastPhaseTransitionTime = formatTime(state.now());
  const status = { phase: "Pending", lastPhaseTransitionTime };
  return { ...withFinalizer(object, "kubernetes.io/pv-protection"), status };
}

function withFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const { finalizers = [] } = object.metadata;
  if (finalizers.includes(finalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
}

/** `dataSource` and `dataSourceRef` are the same, unless the latter reaches into another namespace. */
function withSources(spec: JsonObject): JsonObject {
  const { dataSource, dataSourceRef } = spec;
  if (isObject(dataSource) && dataSourceRef === undefined) return { ...spec, dataSourceRef: dataSource };
  const isHere = isObject(dataSourceRef) && readField(dataSourceRef, "namespace") === undefined;
  return isHere && dataSource === undefined && isOldSource(dataSourceRef)
    ? { ...spec, dataSource: dataSourceRef }
    : spec;
}

function isOldSource(source: JsonObject): boolean {
  const { kind } = source;
  return kind === "PersistentVolumeClaim" || kind === "VolumeSnapshot";
}

/** The newest of the default classes. */
function defaultClassOf({ state }: Subject): string | undefined {
  const classes = state.store
    .list("storage.k8s.io/storageclasses")
    .filter(({ metadata }) => metadata.annotations?.[defaultClass] === "true");
  const newest = classes.sort((a, b) => timeOf(b).localeCompare(timeOf(a)))[0];
  return newest?.metadata.name;
}

function timeOf({ metadata }: KubeObject): string {
  return metadata.creationTimestamp ?? "";
}
