import { readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid, unsupported } from "./causes.ts";
import { checkContainers, checkInitContainers } from "./container.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { annotations, labels, selector } from "./metadata.ts";
import { all, below, each, fields, is, isEmpty, itemsOf } from "./rules.ts";
import { podSecurity } from "./security.ts";
import { checkVolumes } from "./volumes.ts";

const int32Max = 2_147_483_647;
const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"] as const;

const toleration: Rule = (at) => {
  const { key = "", operator = "", value = "", effect = "" } = asObject(at.value);
  const isTimed = readField(at.value, "tolerationSeconds") !== undefined;
  const causes: Cause[] = [...is.formatted(formats.labelKey)(below(at, "key"))];
  const field: At = { path: `${at.path}.operator`, value: operator };
  const everything =
    'operator must be Exists when `key` is empty, which means "match all values and all keys"';
  if (key === "" && operator !== "Exists") causes.push(invalid(field, everything));
  if (isTimed && effect !== "NoExecute") {
    const why = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    causes.push(invalid({ path: `${at.path}.effect`, value: effect }, why));
  }
  return [...causes, ...checkOperator(field, value), ...is.oneOf(...effects)(below(at, "effect"))];
};

function checkOperator(at: At, value: unknown): readonly Cause[] {
  const field: At = { path: at.path, value: String(value) };
  if (at.value === "Exists")
    return value === "" ? [] : [invalid(field, "value must be empty when `operator` is 'Exists'")];
  if (at.value === "Lt" || at.value === "Gt") return [unsupported(at, ["Equal", "Exists", "Lt", "Gt"])];
  if (at.value !== "Equal" && at.value !== "") return [unsupported(at, ["Equal", "Exists"])];
  const wrong = formats.labelValue(String(value));
  return wrong.length === 0 ? [] : [invalid(field, wrong.join(";"))];
}

const spread: Rule = fields({
  maxSkew: is.atLeast(1, "must be greater than zero"),
  topologyKey: is.given("can not be empty"),
  whenUnsatisfiable: is.oneOf("DoNotSchedule", "ScheduleAnyway"),
  labelSelector: selector,
});

const rest: Rule = fields({
  restartPolicy: is.oneOf("Always", "OnFailure", "Never"),
  dnsPolicy: is.oneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"),
  nodeSelector: labels,
  securityContext: podSecurity,
  topologySpreadConstraints: each(spread),
  serviceAccountName: is.formatted(formats.subdomain),
  nodeName: is.formatted(formats.subdomain),
  activeDeadlineSeconds: is.within(1, int32Max),
  hostname: is.formatted(formats.label),
  subdomain: is.formatted(formats.label),
  tolerations: each(toleration),
  priorityClassName: is.formatted(formats.subdomain),
});

/** Gives what is wrong with the spec of a pod, or of a template of pods. */
export const podSpec: Rule = (at) => {
  const volumes = checkVolumes(below(at, "volumes"));
  const taken = itemsOf(below(at, "containers"));
  const init = below(at, "initContainers");
  const shared = { volumes: volumes.names, hostUsers: readField(at.value, "hostUsers") !== false };
  return [
    ...volumes.causes,
    ...checkContainers(below(at, "containers"), shared),
    ...checkInitContainers(init, { ...shared, taken }),
    ...checkHostNetwork(at),
    ...rest(at),
  ];
};

function checkHostNetwork(at: At): readonly Cause[] {
  if (readField(at.value, "hostNetwork") !== true) return [];
  return itemsOf(below(at, "containers"))
    .flatMap((container) => itemsOf(below(container, "ports")))
    .flatMap((port) => {
      const hostPort = below(port, "hostPort");
      const isSame = isEmpty(hostPort.value) || hostPort.value === readField(port.value, "containerPort");
      return isSame ? [] : [invalid(hostPort, "must match `containerPort` when `hostNetwork` is true")];
    });
}

/** Gives what is wrong with a template of pods. */
export const podTemplate: Rule = all(
  (at) => [
    ...labels({ path: `${at.path}.labels`, value: readField(at.value, "metadata", "labels") }),
    ...annotations({ path: `${at.path}.annotations`, value: readField(at.value, "metadata", "annotations") }),
  ],
  (at) => podSpec({ path: `${at.path}.spec`, value: readField(at.value, "spec") ?? {} }),
  (at) => {
    if (isEmpty(readField(at.value, "spec", "ephemeralContainers"))) return [];
    return [
      forbidden(`${at.path}.spec.ephemeralContainers`, "ephemeral containers not allowed in pod template"),
    ];
  },
);

const untrimmed: Rule = fields({
  image: (at) => {
    const isTrimmed = String(at.value ?? "").trim() === (at.value ?? "");
    return isTrimmed ? [] : [invalid(at, "must not have leading or trailing whitespace")];
  },
});

/** Gives what is wrong with a pod. */
export const pod: Rule = fields({
  spec: [podSpec, fields({ containers: each(untrimmed), initContainers: each(untrimmed) })],
});
