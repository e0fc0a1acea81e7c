import { equalJson } from "../../kube/canonical-json.ts";
import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import { compareQuantities } from "../../kube/quantity.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid } from "./causes.ts";
import { isEmpty } from "./rules.ts";
import { checkKeptAddresses } from "./service.ts";

type Change = { readonly before: JsonObject; readonly object: JsonObject };

/** Gives what an update changes and may not. */
export type Frozen = (change: Change) => readonly Cause[];

/** A field that stays as it was; `text` in place of the server's usual words, `hidden` where it does not show the value. */
function frozen(path: string, options: { readonly text?: string; readonly hidden?: boolean } = {}): Frozen {
  const steps = path.split(".");
  const { text = "field is immutable", hidden = false } = options;
  return ({ before, object }) => {
    const value = readField(object, ...steps);
    if (isSame(value, readField(before, ...steps))) return [];
    return [hidden ? forbidden(path, text) : invalid({ path, value: value ?? null }, text)];
  };
}

/** To the server, what is empty is not there. */
function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return equalJson(a, b) || (isEmpty(a) && isEmpty(b));
}

const whenSet = { text: "field is immutable when `immutable` is set", hidden: true };

/** ConfigMaps and Secrets that say of themselves that they stay. */
function sealed(...fields: readonly string[]): Frozen {
  const all = ["immutable", ...fields].map((field) => frozen(field, whenSet));
  return (change) => (change.before["immutable"] === true ? all.flatMap((each) => each(change)) : []);
}

function without(value: Json | undefined, ...names: readonly string[]): JsonObject {
  const fields = Object.entries(asObject(value));
  return Object.fromEntries(fields.filter(([name, field]) => !names.includes(name) && !isEmpty(field)));
}

const setText =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
  "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
const setFields = [
  "minReadySeconds",
  "ordinals",
  "persistentVolumeClaimRetentionPolicy",
  "replicas",
  "revisionHistoryLimit",
  "template",
  "updateStrategy",
];

const statefulSet: Frozen = ({ before, object }) => {
  const [old, own] = [before, object].map((each) => withoutStatuses(without(each["spec"], ...setFields)));
  return equalJson(old, own) ? [] : [forbidden("spec", setText)];
};

/** The claims' status is nobody's to compare: the server puts a phase there. */
function withoutStatuses(spec: JsonObject): JsonObject {
  const claims = spec["volumeClaimTemplates"];
  if (!Array.isArray(claims)) return spec;
  return { ...spec, volumeClaimTemplates: claims.map((each) => without(each, "status")) };
}

/** The number of completions is fixed but for indexed jobs, which change it together with their parallelism. */
const completions: Frozen = (change) => {
  const { completionMode, parallelism, completions: own } = asObject(change.object["spec"]);
  const causes = frozen("spec.completions")(change);
  if (completionMode !== "Indexed" || causes.length === 0) return causes;
  if (own === undefined || own === parallelism) return [];
  const why = "can only be modified in tandem with spec.parallelism";
  return [invalid({ path: "spec.completions", value: own }, why)];
};

const schedulingFields = ["affinity", "nodeSelector", "schedulingGates", "tolerations"];

/** Where a suspended job's pods may run can change; the rest of them stays. */
const jobTemplate: Frozen = (change) => {
  if (readField(change.before, "spec", "suspend") !== true) return frozen("spec.template")(change);
  const [old, own] = [change.before, change.object].map((each) => {
    const spec = readField(each, "spec", "template", "spec");
    return without(spec, ...schedulingFields, "containers", "initContainers");
  });
  return equalJson(old, own) ? [] : frozen("spec.template")(change);
};

const claimText =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

/** A claim that is bound may ask for more, and no claim for less. */
const claim: Frozen = ({ before, object }) => {
  const isBound = readField(object, "status", "phase") === "Bound";
  const free = [
    "volumeAttributesClassName",
    ...(isEmpty(readField(before, "spec", "volumeName")) ? ["volumeName"] : []),
  ];
  const [old, own] = [before, object].map((each) => {
    const resources = asObject(readField(each, "spec", "resources"));
    const requests = isBound ? without(resources["requests"], "storage") : resources["requests"];
    return {
      ...without(each["spec"], ...(isBound ? free : free.slice(1))),
      resources: without({ ...resources, requests }),
    };
  });
  const sizes = [before, object].map((each) => readField(each, "spec", "resources", "requests", "storage"));
  const capacity = readField(before, "status", "capacity", "storage") ?? 0;
  const isLess = (compareQuantities(sizes[1], sizes[0]) ?? 0) < 0;
  const isTooLittle = isLess && (compareQuantities(sizes[1], capacity) ?? 0) <= 0;
  const less = "field can not be less than status.capacity";
  return [
    ...(equalJson(old, own) ? [] : [forbidden("spec", claimText)]),
    ...(isTooLittle ? [forbidden("spec.resources.requests.storage", less)] : []),
  ];
};

const podText =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
  "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

const pod: Frozen = ({ before, object }) => {
  const [old, own] = [asObject(before["spec"]), asObject(object["spec"])];
  for (const field of ["containers", "initContainers"]) {
    if (lengthOf(own[field]) === lengthOf(old[field])) continue;
    return [forbidden(`spec.${field}`, "pod updates may not add or remove containers")];
  }
  const kept = [old, own].map((spec) => {
    const fixed = without(
      spec,
      "activeDeadlineSeconds",
      "schedulingGates",
      "tolerations",
      "containers",
      "initContainers",
    );
    return {
      ...fixed,
      containers: withoutImages(spec["containers"]),
      init: withoutImages(spec["initContainers"]),
    };
  });
  return equalJson(kept[0], kept[1]) ? [] : [forbidden("spec", podText)];
};

function lengthOf(value: Json | undefined): number {
  return Array.isArray(value) ? value.length : 0;
}

function withoutImages(value: Json | undefined): readonly Json[] {
  return asList(value).map((each) => without(each, "image"));
}

const notASource = new Set([
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeAttributesClassName",
  "volumeMode",
]);

const volume: Frozen = (change) => {
  const [old, own] = [change.before, change.object].map((each) => without(each["spec"], ...notASource));
  const text = "spec.persistentvolumesource is immutable after creation";
  return [
    ...(equalJson(old, own) ? [] : [forbidden("spec.persistentvolumesource", text)]),
    ...frozen("spec.volumeMode")(change).map((cause) => ({ ...cause, field: "volumeMode" })),
  ];
};

/** A binding keeps its role; the server prints it by the names of its own struct. */
const roleRef: Frozen = ({ before, object }) => {
  const { apiGroup: APIGroup = "", kind: Kind = "", name: Name = "" } = asObject(object["roleRef"]);
  if (isSame(before["roleRef"], object["roleRef"])) return [];
  return [invalid({ path: "roleRef", value: { APIGroup, Kind, Name } }, "cannot change roleRef")];
};

const service: Frozen = ({ before, object }) =>
  checkKeptAddresses({ path: "spec", value: object["spec"] }, before["spec"]);

const established: Frozen = (change) => {
  const conditions = readField(change.before, "status", "conditions");
  const isUp = asList(conditions).some(
    (each) => readField(each, "type") === "Established" && readField(each, "status") === "True",
  );
  const names = [frozen("spec.scope"), frozen("spec.names.kind")];
  return [
    ...(isUp ? names.flatMap((each) => each(change)) : []),
    ...frozen("spec.group")(change),
    ...frozen("spec.names.plural")(change),
  ];
};

function noUpdates(field: string): Frozen {
  return frozen(field, { text: `updates to ${field} are forbidden.`, hidden: true });
}

/** What updates of a kind may not change, by group and kind: before its other rules, or after them. */
export const frozenFields: {
  readonly first: Readonly<Record<string, readonly Frozen[]>>;
  readonly last: Readonly<Record<string, readonly Frozen[]>>;
} = {
  first: {
    "/ConfigMap": [sealed("data", "binaryData")],
    "/Secret": [frozen("type"), sealed("data")],
    "/Service": [service],
    "apps/ControllerRevision": [frozen("data")],
    "apps/DaemonSet": [frozen("spec.selector")],
    "networking.k8s.io/IngressClass": [frozen("spec.controller")],
    "node.k8s.io/RuntimeClass": [frozen("handler")],
  },
  last: {
    "/PersistentVolume": [volume],
    "/PersistentVolumeClaim": [claim],
    "/Pod": [pod],
    "apiextensions.k8s.io/CustomResourceDefinition": [established],
    "apps/Deployment": [frozen("spec.selector")],
    "apps/ReplicaSet": [frozen("spec.selector")],
    "apps/StatefulSet": [statefulSet],
    "batch/Job": [
      completions,
      frozen("spec.selector"),
      jobTemplate,
      frozen("spec.completionMode"),
      frozen("spec.podFailurePolicy"),
      frozen("spec.backoffLimitPerIndex"),
      frozen("spec.managedBy"),
      frozen("spec.successPolicy"),
    ],
    "rbac.authorization.k8s.io/ClusterRoleBinding": [roleRef],
    "rbac.authorization.k8s.io/RoleBinding": [roleRef],
    "scheduling.k8s.io/PriorityClass": [
      frozen("value", { text: "may not be changed in an update.", hidden: true }),
      frozen("preemptionPolicy"),
    ],
    "storage.k8s.io/StorageClass": [
      noUpdates("parameters"),
      noUpdates("provisioner"),
      noUpdates("reclaimPolicy"),
      frozen("volumeBindingMode"),
    ],
  },
};
