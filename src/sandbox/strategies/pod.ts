import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import { asList, asObject } from "../../kube/values.ts";
import { withDefault } from "../defaults/rule.ts";
import { withLimits } from "./limits.ts";
import { withAccount } from "./pod-account.ts";
import { withPriority } from "./pod-priority.ts";
import { toQosClass } from "./pod-qos.ts";
import type { Subject } from "./strategy.ts";

/** A new Pod gets an account with its token, a priority, tolerations for a while, and a first status. */
export function toStoredPod(subject: Subject): KubeObject {
  const { before, object } = subject;
  const tolerant = withTolerations(object);
  if (before !== undefined) return withKept(tolerant, before);
  const limited = withLimits(subject, tolerant);
  const admitted = withPriority(subject, withAccount(subject, limited));
  return { ...admitted, status: toStatus(subject, asObject(admitted["spec"])) };
}

/** plugin/pkg/admission/defaulttolerationseconds */
function withTolerations(object: KubeObject): KubeObject {
  const spec = asObject(object["spec"]);
  const given = asList(spec["tolerations"]);
  const missing = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].filter(
    (key) => !given.some((each) => isObject(each) && tolerates(each, key)),
  );
  if (missing.length === 0) return object;
  const own = missing.map((key) => ({
    effect: "NoExecute",
    key,
    operator: "Exists",
    tolerationSeconds: 300,
  }));
  return { ...object, spec: { ...spec, tolerations: [...given, ...own] } };
}

function tolerates({ key = "", effect = "" }: JsonObject, taint: string): boolean {
  return (key === "" || key === taint) && (effect === "" || effect === "NoExecute");
}

/** What was set when the Pod was made stays, where an update leaves it out. */
function withKept(object: KubeObject, before: KubeObject): KubeObject {
  const old = asObject(before["spec"]);
  const kept = ["priority", "preemptionPolicy"].reduce<JsonObject>((spec, name) => {
    const value: Json | undefined = old[name];
    return value === undefined ? spec : withDefault(spec, name, value);
  }, asObject(object["spec"]));
  return { ...object, spec: kept };
}

function toStatus({ state }: Subject, spec: JsonObject): JsonObject {
  const status = { phase: "Pending", qosClass: toQosClass(spec) };
  if (asList(readField(spec, "schedulingGates")).length === 0) return status;
  const condition = {
    type: "PodScheduled",
    status: "False",
    reason: "SchedulingGated",
    message: "Scheduling is blocked due to non-empty scheduling gates",
    lastProbeTime: null,
    lastTransitionTime: formatTime(state.now()),
  };
  return { ...status, conditions: [condition] };
}
