import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { isReady } from "../controllers/pod-state.ts";
import { withoutZeros } from "../controllers/values.ts";
import { isIndexed, type JobCounts } from "./job-counts.ts";

/** Why a Job ended, or was held. */
export type JobVerdict = { readonly reason: string; readonly message: string };

/** Why a Job ended well. */
export const completed: JobVerdict = {
  reason: "CompletionsReached",
  message: "Reached expected number of succeeded pods",
};

export type JobOutcome = {
  readonly counts: JobCounts;
  readonly terminating: number;
  readonly startTime: string | undefined;
  readonly conditions: readonly JsonObject[];
  readonly completionTime?: string;
};

/** Writes a Job's status. */
export function toJobStatus(
  job: KubeObject,
  { counts, terminating, startTime, conditions, ...rest }: JobOutcome,
): JsonObject {
  const { active, succeeded, failed, indexes } = counts;
  return {
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(startTime === undefined ? {} : { startTime }),
    ...rest,
    ...withoutZeros({ active: active.length, succeeded, failed }),
    terminating,
    ready: active.filter(isReady).length,
    uncountedTerminatedPods: {},
    ...(isIndexed(job) && indexes.size > 0 ? { completedIndexes: formatIndexes(indexes) } : {}),
  };
}

/** Prints numbers as ranges: `0-2,5`. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const ranges: { from: number; to: number }[] = [];
  for (const index of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && last.to === index - 1) last.to = index;
    else ranges.push({ from: index, to: index });
  }
  return ranges
    .map(({ from, to }) => (from === to ? `${from}` : `${from}${to === from + 1 ? "," : "-"}${to}`))
    .join(",");
}

/** Adds the two conditions of a Job's end: that it will end so, and that its pods have. */
export function withEnd(
  conditions: readonly JsonObject[],
  { isWell, why, time }: { readonly isWell: boolean; readonly why: JobVerdict; readonly time: string },
): readonly JsonObject[] {
  const types = isWell ? ["SuccessCriteriaMet", "Complete"] : ["FailureTarget", "Failed"];
  return [...conditions, ...types.map((type) => toCondition({ type, status: "True", ...why }, time))];
}

/** Makes a condition of a Job. */
export function toCondition(
  condition: JobVerdict & { readonly type: string; readonly status: string },
  time: string,
): JsonObject {
  return { ...condition, lastProbeTime: time, lastTransitionTime: time };
}
