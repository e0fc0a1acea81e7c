import { isObject, type Json, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asList } from "../../kube/values.ts";
import type { Kind } from "../cluster/kind.ts";

/** How a kind's objects are selected by their fields. */
export type SelectableFields = {
  /** What reads a field that selects; undefined: this one does not. */
  readonly readerOf: (field: string) => ((object: KubeObject) => string) | undefined;
  /** Says that a field does not select. */
  readonly unsupported: (field: string) => string;
};

type Fields = {
  /** Label of the field → path in the object, or else a second one, and after `|` the value where both are absent. */
  readonly paths: Readonly<Record<string, string>>;
  readonly unsupported?: (field: string) => string;
};

const meta = { "metadata.name": "metadata.name", "metadata.namespace": "metadata.namespace" };
const involved = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];
const eventFields = { ...meta, reason: "reason", type: "type" };

// The AddFieldLabelConversionFuncs of pkg/apis/*/v1/conversion.go, and what ToSelectableFields of the registries give:
// https://github.com/kubernetes/kubernetes/tree/v1.35.0/pkg
const selectable: Readonly<Record<string, Fields>> = {
  "/pods": {
    paths: {
      ...meta,
      "spec.nodeName": "spec.nodeName",
      "spec.restartPolicy": "spec.restartPolicy",
      "spec.schedulerName": "spec.schedulerName",
      "spec.serviceAccountName": "spec.serviceAccountName",
      "spec.hostNetwork": "spec.hostNetwork|false",
      "spec.host": "spec.nodeName",
      "status.phase": "status.phase",
      "status.podIP": "status.podIP",
      "status.podIPs": "status.podIP",
      "status.nominatedNodeName": "status.nominatedNodeName",
    },
  },
  "/nodes": { paths: { "metadata.name": "metadata.name", "spec.unschedulable": "spec.unschedulable|false" } },
  "/namespaces": {
    paths: { "metadata.name": "metadata.name", "status.phase": "status.phase" },
  },
  "/secrets": { paths: { ...meta, type: "type" } },
  "/services": { paths: { ...meta, "spec.clusterIP": "spec.clusterIP", "spec.type": "spec.type" } },
  "/replicationcontrollers": { paths: { ...meta, "status.replicas": "status.replicas|0" } },
  "/events": {
    paths: {
      ...eventFields,
      ...Object.fromEntries(
        involved.map((name) => [`involvedObject.${name}`, `involvedObject.${name},regarding.${name}`]),
      ),
      reportingComponent: "reportingComponent,reportingController",
      source: "source.component,deprecatedSource.component",
    },
  },
  "events.k8s.io/events": {
    paths: {
      ...eventFields,
      ...Object.fromEntries(
        involved.map((name) => [`regarding.${name}`, `regarding.${name},involvedObject.${name}`]),
      ),
      reportingController: "reportingController,reportingComponent",
    },
  },
  "batch/jobs": {
    paths: { ...meta, "status.successful": "status.succeeded|0" },
    unsupported: (field) => `field label ${JSON.stringify(field)} not supported for Job`,
  },
  "certificates.k8s.io/certificatesigningrequests": {
    paths: { "metadata.name": "metadata.name", "spec.signerName": "spec.signerName" },
  },
  "resource.k8s.io/resourceslices": {
    paths: {
      "metadata.name": "metadata.name",
      "spec.nodeName": "spec.nodeName",
      "spec.driver": "spec.driver",
    },
    unsupported: (field) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${field}`,
  },
};

/** Gives the fields that select objects of a kind. */
export function selectableFieldsOf(kind: Kind): SelectableFields {
  const own = selectable[`${kind.group}/${kind.plural}`];
  const paths = own?.paths ?? { ...meta, ...customPathsOf(kind) };
  const isSpecial = own !== undefined || kind.typeName === undefined;
  const unsupported = own?.unsupported ?? (isSpecial ? toUnsupported : toUnknown);
  return { readerOf: (field) => toReader(paths[field]), unsupported };
}

function toUnsupported(field: string): string {
  return `field label not supported: ${field}`;
}

function toUnknown(field: string): string {
  return `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

function toReader(place: string | undefined): ((object: KubeObject) => string) | undefined {
  if (place === undefined) return undefined;
  const [paths = "", absent = ""] = place.split("|");
  const [path = [], other = []] = paths.split(",").map((each) => each.split("."));
  return (object) => toText(readField(object, ...path) ?? readField(object, ...other), absent);
}

function toText(value: Json | undefined, absent: string): string {
  return value === undefined || value === null || isObject(value) || Array.isArray(value)
    ? absent
    : String(value);
}

/** A custom kind's `selectableFields` are paths: `.spec.color`. */
function customPathsOf(kind: Kind): Readonly<Record<string, string>> {
  const fields = kind.definition?.version["selectableFields"];
  const paths = asList(fields).map((field) => String(readField(field, "jsonPath")).slice(1));
  return Object.fromEntries(paths.map((path) => [path, path]));
}
