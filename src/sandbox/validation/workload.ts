import { isObject, type Json, readField } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid, required, unsupported } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { selector } from "./metadata.ts";
import { podTemplate } from "./pod.ts";
import { all, below, each, fields, is, isEmpty } from "./rules.ts";
import { checkSelected, isSelector } from "./selects.ts";
import { claimSpec } from "./storage.ts";

/** The selector of a workload: there, and not for everything. */
function selectorOf(what: string): Rule {
  return (at) => {
    if (at.value === undefined || at.value === null) return [required(at.path)];
    const isForAll =
      isEmpty(readField(at.value, "matchLabels")) && isEmpty(readField(at.value, "matchExpressions"));
    const empty = `empty selector is invalid for ${what}`;
    return [...selector(at), ...(isForAll ? [invalid({ path: at.path, value: {} }, empty)] : [])];
  };
}

/** A template whose pods run for good. */
function templateOf(what: string): Rule {
  return (at) => [...fields({ template: podTemplate })(at), ...checkEndless(at, what)];
}

function checkEndless(at: At, what: string): readonly Cause[] {
  const policy = below(at, "template", "spec", "restartPolicy");
  const deadline = below(at, "template", "spec", "activeDeadlineSeconds");
  return [
    ...is.oneOf("Always")(policy),
    ...(deadline.value === undefined
      ? []
      : [forbidden(deadline.path, `activeDeadlineSeconds in ${what} is not Supported`)]),
  ];
}

/** A template that its selector selects; it is looked at where the selector is one. */
function selectedTemplate(what: string, why: string): Rule {
  return (at) => {
    const field = below(at, "selector");
    if (!isSelector(field.value)) return [invalid(field, why)];
    return [...checkSelected(at), ...templateOf(what)(at)];
  };
}

/** A number that is not negative, or a percentage. */
export const countOrPercent: Rule = (at) => {
  if (typeof at.value !== "string") return is.atLeast(0)(at);
  return formats.percent(at.value).map((message) => invalid(at, message));
};

/** A percentage of no more than all. */
export const notBeyondAll: Rule = (at) => {
  const percent = /^(\d+)%$/.exec(String(at.value ?? ""))?.[1];
  return Number(percent ?? 0) > 100 ? [invalid(at, "must not be greater than 100%")] : [];
};

function amountOf(value: Json | undefined): number {
  return Number.parseInt(String(value ?? 0), 10) || 0;
}

const rolling: Rule = all(
  fields({ maxUnavailable: countOrPercent, maxSurge: countOrPercent }),
  (at) => {
    const { maxUnavailable, maxSurge } = asObject(at.value);
    const isStuck = maxUnavailable !== undefined && maxSurge !== undefined;
    if (!isStuck || amountOf(maxUnavailable) !== 0 || amountOf(maxSurge) !== 0) return [];
    return [invalid(below(at, "maxUnavailable"), "may not be 0 when `maxSurge` is 0")];
  },
  fields({ maxUnavailable: notBeyondAll }),
);

const strategy: Rule = (at) => {
  const { type, rollingUpdate } = asObject(at.value);
  if (isEmpty(type) || type === "RollingUpdate") return rolling(below(at, "rollingUpdate"));
  if (type !== "Recreate")
    return [unsupported(toStrategy(at, "MaxUnavailable", "MaxSurge"), ["Recreate", "RollingUpdate"])];
  if (rollingUpdate === undefined) return [];
  return [forbidden(`${at.path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
};

/** A strategy as the server prints it: by the names of its own struct. */
function toStrategy({ path, value }: At, ...names: readonly string[]): At {
  const update = readField(value, "rollingUpdate");
  const fields = names.map((name) => [
    name,
    readField(update, name[0]?.toLowerCase() + name.slice(1)) ?? null,
  ]);
  const RollingUpdate = isObject(update) ? Object.fromEntries(fields) : null;
  return { path, value: { Type: readField(value, "type"), RollingUpdate } };
}

const deadline: Rule = (at) => {
  const { progressDeadlineSeconds, minReadySeconds = 0 } = asObject(at.value);
  const field = below(at, "progressDeadlineSeconds");
  const isShort = Number(progressDeadlineSeconds) <= Number(minReadySeconds);
  return isShort ? [invalid(field, "must be greater than minReadySeconds")] : [];
};

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/apps/validation/validation.go
const deployment: Rule = all(
  fields({ replicas: is.atLeast(0), selector: selectorOf("deployment") }),
  selectedTemplate("ReplicaSet", "invalid label selector"),
  fields({
    strategy,
    minReadySeconds: is.atLeast(0),
    revisionHistoryLimit: is.atLeast(0),
    progressDeadlineSeconds: is.atLeast(0),
  }),
  deadline,
);

const replicaSet: Rule = all(
  fields({ replicas: is.atLeast(0), minReadySeconds: is.atLeast(0), selector: selectorOf("deployment") }),
  selectedTemplate("ReplicaSet", "invalid label selector"),
);

const setStrategy: Rule = (at) => {
  const { type, rollingUpdate } = asObject(at.value);
  if (isEmpty(type) || type === "RollingUpdate") {
    return fields({ partition: is.atLeast(0), maxUnavailable: [countOrPercent, notBeyondAll] })(
      below(at, "rollingUpdate"),
    );
  }
  if (type !== "OnDelete")
    return [invalid(toStrategy(at, "Partition", "MaxUnavailable"), "must be 'RollingUpdate' or 'OnDelete'")];
  if (rollingUpdate === undefined) return [];
  return [invalid(below(at, "rollingUpdate"), "only allowed for updateStrategy 'RollingUpdate'")];
};

const management: Rule = (at) =>
  isEmpty(at.value) || at.value === "OrderedReady" || at.value === "Parallel"
    ? []
    : [invalid(at, "must be 'OrderedReady' or 'Parallel'")];

/** The claims of a StatefulSet are volumes of its pods, in place of those of the same name. */
function withClaims({ path, value }: At): At {
  const { template, volumeClaimTemplates } = asObject(value);
  if (!isObject(value) || !Array.isArray(volumeClaimTemplates) || volumeClaimTemplates.length === 0)
    return { path, value };
  const names = volumeClaimTemplates.map((each) => readField(each, "metadata", "name"));
  const given = readField(template, "spec", "volumes");
  const own = asList(given).filter((each) => !names.includes(readField(each, "name")));
  const claims = names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const spec = { ...toObject(readField(template, "spec")), volumes: [...claims, ...own] };
  return { path, value: { ...value, template: { ...toObject(template), spec } } };
}

function toObject(value: Json | undefined) {
  return asObject(value);
}

const kept = is.oneOf("Retain", "Delete");

const statefulSet: Rule = (at) =>
  all(
    fields({
      podManagementPolicy: management,
      updateStrategy: setStrategy,
      persistentVolumeClaimRetentionPolicy: fields({ whenDeleted: kept, whenScaled: kept }),
      volumeClaimTemplates: each((claim) => claimSpec(below(claim, "spec"))),
      replicas: is.atLeast(0),
      minReadySeconds: is.atLeast(0),
      ordinals: fields({ start: is.atLeast(0) }),
      serviceName: is.formatted(formats.label),
      selector: selectorOf("statefulset"),
    }),
    selectedTemplate("StatefulSet", ""),
    fields({ revisionHistoryLimit: is.atLeast(0) }),
  )(withClaims(at));

const rollingDaemons: Rule = (at) => {
  const { maxUnavailable, maxSurge } = asObject(at.value);
  const surge = below(at, "maxSurge");
  const both = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0];
  const checks = fields({
    maxUnavailable: [countOrPercent, notBeyondAll],
    maxSurge: [countOrPercent, notBeyondAll],
  })(at);
  if (maxUnavailable === undefined || both.includes(true) !== both.every(Boolean)) return checks;
  if (both.includes(true))
    return [...checks, invalid(surge, "may not be set when maxUnavailable is non-zero")];
  return [...checks, required(`${at.path}.maxUnavailable`, "cannot be 0 when maxSurge is 0")];
};

const daemonStrategy: Rule = (at) => {
  const type = readField(at.value, "type");
  if (isEmpty(type) || type === "RollingUpdate") return rollingDaemons(below(at, "rollingUpdate"));
  return type === "OnDelete"
    ? []
    : [unsupported(toStrategy(at, "MaxUnavailable", "MaxSurge"), ["RollingUpdate", "OnDelete"])];
};

const daemonSet: Rule = all(
  fields({ selector: (at) => (at.value === undefined ? [required(at.path)] : selector(at)) }),
  checkSelected,
  fields({
    selector: (at) => selectorOf("daemonset")(at).filter(({ message }) => message.includes("empty")),
  }),
  templateOf("DaemonSet"),
  fields({
    minReadySeconds: is.atLeast(0),
    updateStrategy: daemonStrategy,
    revisionHistoryLimit: is.atLeast(0),
  }),
);

/** The rules of kinds that run pods for good, by group and kind. */
export const workloadRules: Readonly<Record<string, Rule>> = {
  "/PodTemplate": fields({ template: podTemplate }),
  "/ReplicationController": fields({
    spec: fields({ minReadySeconds: is.atLeast(0), replicas: is.atLeast(0), template: podTemplate }),
  }),
  "apps/Deployment": fields({ spec: deployment }),
  "apps/ReplicaSet": fields({ spec: replicaSet }),
  "apps/StatefulSet": fields({ spec: statefulSet }),
  "apps/DaemonSet": fields({ spec: daemonSet }),
};
