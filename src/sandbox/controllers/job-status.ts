import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { wantedHealth } from "./workload-status.ts";

const jobAnnotation = "sandbox.outrigger.dev/job";

/** Gives a Job's status: it completes at once, unless an annotation says otherwise. */
export function jobStatus(object: KubeObject, time: string): JsonObject {
  const base = { startTime: time, ready: 0, uncountedTerminatedPods: {} };
  if (object.metadata.annotations?.[jobAnnotation] === "fail") {
    const why = { reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit" };
    return { ...base, failed: 1, conditions: toConditions(["FailureTarget", "Failed"], why, time) };
  }
  if (wantedHealth(object) === "progressing" || readField(object, "spec", "suspend") === true) {
    return { ...base, active: readField(object, "spec", "suspend") === true ? 0 : 1 };
  }
  const wanted = readField(object, "spec", "completions");
  const why = { reason: "CompletionsReached", message: "Reached expected number of succeeded pods" };
  return {
    ...base,
    succeeded: typeof wanted === "number" ? wanted : 1,
    completionTime: time,
    conditions: toConditions(["SuccessCriteriaMet", "Complete"], why, time),
  };
}

function toConditions(types: readonly string[], why: JsonObject, time: string): readonly JsonObject[] {
  return types.map((type) => ({
    type,
    status: "True",
    ...why,
    lastProbeTime: time,
    lastTransitionTime: time,
  }));
}
