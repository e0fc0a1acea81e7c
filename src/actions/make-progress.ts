import { readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { formatTime } from "../kube/time.ts";
import { asTexts } from "../kube/values.ts";
import type { ActionOutcome, ActionRun } from "./action.ts";
import { mapAt, withField } from "./set-field.ts";

/** Moves a canary Rollout on by one step, as `kubectl argo rollouts promote --skip-current-step` does. */
export function makeNextStep(rollout: KubeObject, { name }: ActionRun): ActionOutcome {
  const steps = readField(rollout, "spec", "strategy", "canary", "steps");
  const index = readField(rollout, "status", "currentStepIndex") ?? 0;
  if (!Array.isArray(steps) || typeof index !== "number" || index >= steps.length)
    return { refusal: `Cannot run the action ${name}: the Rollout has no step left` };
  const unpaused = withField(rollout, ["status", "pauseConditions"], undefined);
  const object = { ...rollout, ...withField(unpaused, ["status", "currentStepIndex"], index + 1) };
  return { impacts: [{ operation: "patch", object }] };
}

/** Makes another healthy instance the primary, as `kubectl cnpg promote` does; `any`: the next one. */
export function makeSwitchover(cluster: KubeObject, { name, parameters, now }: ActionRun): ActionOutcome {
  const wanted = parameters["instance"] ?? "any";
  const list = readField(cluster, "status", "instancesStatus", "healthy");
  const healthy = asTexts(list);
  const selected = wanted === "any" ? findNext(cluster, healthy) : findNamed(cluster, healthy, wanted);
  if (selected === undefined) {
    const there = healthy.join(", ") || "none";
    return {
      refusal: `Cannot run the action ${name}: no healthy instance ${JSON.stringify(wanted)} (there are: ${there})`,
    };
  }
  const status = {
    ...mapAt(cluster, "status"),
    targetPrimary: selected,
    targetPrimaryTimestamp: formatTime(now),
    phase: "Switchover in progress",
    phaseReason: `Switching over to ${selected}`,
  };
  return { impacts: [{ operation: "patch", object: { ...cluster, status } }] };
}

function findNext(cluster: KubeObject, healthy: readonly string[]): string | undefined {
  const primary = healthy.indexOf(String(readField(cluster, "status", "currentPrimary")));
  const next = [...healthy.slice(primary + 1), ...healthy.slice(0, Math.max(primary, 0))];
  return next[0];
}

function findNamed(cluster: KubeObject, healthy: readonly string[], wanted: string): string | undefined {
  const names = [wanted, `${cluster.metadata.name}-${wanted}`];
  return healthy.find((each) => names.includes(each));
}
