import { isHook } from "../desired/hooks.ts";
import { type Json, readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { asText } from "../kube/values.ts";
import { readConditions, readList, readText } from "./fields.ts";
import { type Health, toHealth } from "./health-status.ts";

/**
 * Assesses a Pod by phase, restart policy and containers. One that is restarted for ever is Healthy when it is ready; one
 * that ends is Healthy when it has succeeded, unless it is annotated `argocd.argoproj.io/ignore-restart-policy`:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/health/health_pod.go
 */
export function assessPod(object: KubeObject): Health {
  const endless = isEndless(object);
  const stuck = endless ? describeStuck(object) : undefined;
  if (stuck !== undefined) return toHealth("Degraded", stuck);
  const message = readText(object, "status", "message");
  const phase = readText(object, "status", "phase");
  if (phase === "Pending") return toHealth("Progressing", message);
  if (phase === "Succeeded") return toHealth("Healthy", message);
  if (phase === "Failed") return toHealth("Degraded", message || describeFailure(object));
  if (phase !== "Running") return toHealth("Unknown", message || `Pod has phase "${phase}"`);
  return endless ? assessRunning(object, message) : toHealth("Progressing", message);
}

/** A hook is done when its pod has ended, so for hooks the annotation does not count. */
function isEndless(object: KubeObject): boolean {
  if (readText(object, "spec", "restartPolicy") === "Always") return true;
  const ignored = readField(object, "metadata", "annotations", "argocd.argoproj.io/ignore-restart-policy");
  return ignored === "true" && !isHook(object);
}

const waitingReason = /^Err|Error$|BackOff$/;

function describeStuck(object: KubeObject): string | undefined {
  const stuck = readList(object, "status", "containerStatuses").filter((container) =>
    waitingReason.test(asText(readField(container, "state", "waiting", "reason"))),
  );
  if (stuck.length === 0) return undefined;
  return stuck.map((container) => describeWaiting(readField(container, "state", "waiting"))).join(", ");
}

function describeWaiting(waiting: Json | undefined): string {
  return asText(readField(waiting, "message")) || asText(readField(waiting, "reason"));
}

function describeFailure(object: KubeObject): string {
  const containers = [
    ...readList(object, "status", "initContainerStatuses"),
    ...readList(object, "status", "containerStatuses"),
  ];
  return containers.map(describeTermination).find((text) => text !== "") ?? "";
}

function describeTermination(container: Json): string {
  const terminated = readField(container, "state", "terminated");
  const message = asText(readField(terminated, "message"));
  if (message !== "") return message;
  if (readField(terminated, "reason") === "OOMKilled") return "OOMKilled";
  const code = readField(terminated, "exitCode");
  if (typeof code !== "number" || code === 0) return "";
  return `Container ${asText(readField(container, "name"))} failed with exit code ${code}`;
}

/** A pod that is not ready and was restarted before is taken for one that fails. */
function assessRunning(object: KubeObject, message: string): Health {
  const ready = readConditions(object).find((condition) => condition.type === "Ready");
  if (ready?.status === "True") return toHealth("Healthy", message);
  const restarted = readList(object, "status", "containerStatuses").some(
    (container) => readField(container, "lastState", "terminated") !== undefined,
  );
  return toHealth(restarted ? "Degraded" : "Progressing", message || (ready?.message ?? ""));
}
