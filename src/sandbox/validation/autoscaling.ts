import { isObject, type Json, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { forbidden, invalid, required, unsupported } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { selector } from "./metadata.ts";
import { all, below, each, fields, is, isEmpty } from "./rules.ts";
import { countOrPercent, notBeyondAll } from "./workload.ts";

const segment = is.formatted(formats.pathSegment);
const reference = fields({ kind: [is.given(), segment], name: [is.given(), segment] });
const scaleTarget: Rule = (at) => {
  const version = below(at, "apiVersion");
  const isBare =
    typeof version.value === "string" && !["", "v1"].includes(version.value) && !version.value.includes("/");
  const why = "apiVersion must specify API group";
  return [...reference({ path: at.path, value: at.value ?? {} }), ...(isBare ? [invalid(version, why)] : [])];
};

const bounds: Rule = (at) => {
  const { minReplicas, maxReplicas = 0 } = asObject(at.value);
  const most: At = { path: `${at.path}.maxReplicas`, value: maxReplicas };
  const isBelow = Number(maxReplicas) < Number(minReplicas ?? 1);
  return [
    ...is.atLeast(1)(below(at, "minReplicas")),
    ...is.atLeast(1, "must be greater than 0")(most),
    ...(isBelow ? [invalid(most, "must be greater than or equal to `minReplicas`")] : []),
  ];
};

const sources: Readonly<Record<string, string>> = {
  Object: "object",
  Pods: "pods",
  Resource: "resource",
  External: "external",
  ContainerResource: "containerResource",
};
const sourceTypes = ["ContainerResource", "External", "Object", "Pods", "Resource"];

const metric: Rule = (at) => {
  const type = String(readField(at.value, "type") ?? "");
  const field: At = { path: `${at.path}.type`, value: type };
  const wanted = sources[type];
  if (wanted === undefined) {
    // The server says so before and after it has looked at the sources.
    const missing = type === "" ? [required(field.path, "must specify a metric source type")] : [];
    return [...missing, unsupported(field, sourceTypes), unsupported(field, sourceTypes)];
  }
  const given = Object.values(sources).filter((name) => readField(at.value, name) !== undefined);
  const isThere = given.includes(wanted);
  const text = "must populate information for the given metric source";
  const others = given.filter((name) => given.length > 1 && name !== wanted);
  return [
    ...(wanted === "resource" && isThere ? resource(below(at, "resource")) : []),
    ...(isThere ? [] : [required(`${at.path}.${wanted}`, text)]),
    ...others.map((name) => forbidden(`${at.path}.${name}`, "must populate the given metric source only")),
  ];
};

const targetTypes = ["Utilization", "Value", "AverageValue"];

const resource: Rule = (at) => {
  const target = below(at, "target");
  const { type, averageUtilization, averageValue } = asObject(target.value);
  const [utilization, value] = [below(target, "averageUtilization"), below(target, "averageValue")];
  const isOpen = averageUtilization === undefined && averageValue === undefined;
  const isBoth = averageUtilization !== undefined && averageValue !== undefined;
  const either = "must set either a target raw value or a target utilization";
  return [
    ...is.given("must specify a resource name")(below(at, "name")),
    ...(isEmpty(type) ? [required(`${target.path}.type`, "must specify a metric target type")] : []),
    ...(targetTypes.includes(String(type))
      ? []
      : [
          invalid(
            { path: `${target.path}.type`, value: type ?? "" },
            "must be either Utilization, Value, or AverageValue",
          ),
        ]),
    ...is.atLeast(1, "must be greater than 0")(utilization),
    ...(isOpen ? [required(utilization.path, either)] : []),
    ...(isBoth
      ? [forbidden(value.path, "may not set both a target raw value and a target utilization")]
      : []),
  ];
};

const scaling: Rule = (at) => {
  if (!isObject(at.value)) return [];
  return fields({
    stabilizationWindowSeconds: [
      is.atLeast(0, "must be greater than or equal to zero"),
      (field) => (Number(field.value) > 3600 ? [invalid(field, "must be less than or equal to 3600")] : []),
    ],
    selectPolicy: is.oneOf("Disabled", "Max", "Min"),
    policies: [
      is.given("must specify at least one Policy"),
      each(
        fields({
          type: is.oneOf("Percent", "Pods"),
          value: is.atLeast(1, "must be greater than zero"),
          periodSeconds: is.atLeast(1, "must be greater than zero"),
        }),
      ),
    ],
  })(at);
};

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/autoscaling/validation/validation.go
const autoscaler: Rule = (at) =>
  all(
    bounds,
    fields({
      scaleTargetRef: scaleTarget,
      metrics: each(metric),
      behavior: fields({ scaleUp: scaling, scaleDown: scaling }),
    }),
  )({ path: at.path, value: { scaleTargetRef: {}, ...asObject(at.value) } });

/** A budget as the server prints it: by the names of its own struct. */
function toBudget(value: Json | undefined): Json {
  const { minAvailable = null, maxUnavailable = null, selector: own = null } = asObject(value);
  return {
    MinAvailable: minAvailable,
    Selector: own,
    MaxUnavailable: maxUnavailable,
    UnhealthyPodEvictionPolicy: readField(value, "unhealthyPodEvictionPolicy") ?? null,
  };
}

const budget: Rule = all(
  (at) => {
    const { minAvailable, maxUnavailable } = asObject(at.value);
    if (minAvailable === undefined || maxUnavailable === undefined) return [];
    const field: At = { path: at.path, value: toBudget(at.value) };
    return [invalid(field, "minAvailable and maxUnavailable cannot be both set")];
  },
  fields({
    minAvailable: [countOrPercent, notBeyondAll],
    maxUnavailable: [countOrPercent, notBeyondAll],
    selector,
    unhealthyPodEvictionPolicy: is.oneOf("AlwaysAllow", "IfHealthyBudget"),
  }),
);

/** The rules of kinds that say how many pods there are, by group and kind. */
export const scalingRules: Readonly<Record<string, Rule>> = {
  "autoscaling/HorizontalPodAutoscaler": fields({ spec: autoscaler }),
  "policy/PodDisruptionBudget": fields({ spec: budget }),
};
