import type { ProgramFigures } from "./run-program.ts";
import { round, toMedian, toMedianItem } from "./statistics.ts";

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
      seconds: round(sync.seconds, 3),
      requests: sync.requests,
      ratioToKubectl: round(sync.seconds / kubectl, 3),
      ratioToBareLoop: round(sync.seconds / bareLoop, 3),
      cpuSeconds: round(sync.cpuSeconds, 3),
      peakMb: round(sync.peakMb, 1),
      kubectlSeconds: round(kubectl, 3),
      bareLoopSeconds: round(bareLoop, 3),
    },
    noChange: {
      seconds: round(noChange.seconds, 3),
      requests: noChange.requests,
      requestsPerKind: noChange.requestsPerKind,
      mutations: noChange.mutations,
      dryRuns: noChange.dryRuns,
      renders: noChange.renders,
      peakMb: round(noChange.peakMb, 1),
      cpuSeconds: round(noChange.cpuSeconds, 3),
    },
  };
}
