import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { isActive } from "../controllers/pod-state.ts";
import { numberAt, objectsAt, textAt } from "../controllers/values.ts";

/** What a Job has come to. */
export type JobCounts = {
  readonly active: readonly KubeObject[];
  readonly succeeded: number;
  readonly failed: number;
  /** Indexes that are done, of a Job whose pods are told apart. */
  readonly indexes: ReadonlySet<number>;
};

/** Tells whether a Job gives its pods indexes. */
export function isIndexed(job: KubeObject): boolean {
  return textAt(job, "spec", "completionMode") === "Indexed";
}

/** Reads the index of a pod; undefined: it has none. */
export function indexOf(pod: KubeObject): number | undefined {
  const text = pod.metadata.annotations?.["batch.kubernetes.io/job-completion-index"];
  return text === undefined ? undefined : Number(text);
}

/** Counts the pods of a Job; those that ended and were deleted since count as its status had them. */
export function countPods(job: KubeObject, pods: readonly KubeObject[]): JobCounts {
  const inPhase = (phase: string) => pods.filter((pod) => readField(pod, "status", "phase") === phase);
  const succeeded = inPhase("Succeeded");
  const indexes = new Set(succeeded.flatMap((pod) => indexOf(pod) ?? []));
  const known = (name: string) => numberAt(job, "status", name) ?? 0;
  return {
    active: pods.filter(isActive),
    succeeded: Math.max(isIndexed(job) ? indexes.size : succeeded.length, known("succeeded")),
    failed: Math.max(inPhase("Failed").length, known("failed")),
    indexes,
  };
}

/** Gives the condition that says how a Job ended; undefined: it has not. */
export function endOf(job: KubeObject): JsonObject | undefined {
  return objectsAt(job, "status", "conditions").find(
    ({ type, status }) => (type === "Complete" || type === "Failed") && status === "True",
  );
}
