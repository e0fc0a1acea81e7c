import type { ProgramFigures } from "./run-program.ts";
import { toMedian, toMedianItem, toRounded } from "./statistics.ts";

/** What all runs measured; each list has one entry for each run. */
export type Measured = {
  readonly objects: number;
  readonly sync: readonly ProgramFigures[];
  readonly noChange: readonly ProgramFigures[];
  readonly kubectlSeconds: readonly number[];
  readonly bareLoopSeconds: readonly number[];
};

/** Makes the report of the medians; counts are those of the run that has the median time. */
export function toReport(measured: Measured) {
  const sync = toMedianItem(measured.sync, ({ seconds }) => seconds);
  const noChange = toMedianItem(measured.noChange, ({ seconds }) => seconds);
  const kubectl = toMedian(measured.kubectlSeconds);
  const bareLoop = toMedian(measured.bareLoopSeconds);
  return {
    sync: {
      objects: measured.objects,
      seconds: toRounded(sync.seconds, 3),
      requests: sync.requests,
      ratioToKubectl: toRounded(sync.seconds / kubectl, 3),
      ratioToBareLoop: toRounded(sync.seconds / bareLoop, 3),
      cpuSeconds: toRounded(sync.cpuSeconds, 3),
      peakMb: toRounded(sync.peakMb, 1),
      kubectlSeconds: toRounded(kubectl, 3),
      bareLoopSeconds: toRounded(bareLoop, 3),
    },
    noChange: {
      seconds: toRounded(noChange.seconds, 3),
      requests: noChange.requests,
      requestsPerKind: noChange.requestsPerKind,
      mutations: noChange.mutations,
      dryRuns: noChange.dryRuns,
      renders: noChange.renders,
      peakMb: toRounded(noChange.peakMb, 1),
      cpuSeconds: toRounded(noChange.cpuSeconds, 3),
    },
  };
}
