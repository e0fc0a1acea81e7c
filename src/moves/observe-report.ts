import type { Failure } from "./failure.ts";

/** What an observation came to, for logs and metrics. */
export type ObserveReport = {
  /** targetRevisions or kinds that were asked for, and those of them that have moved. */
  readonly asked: number;
  readonly moved: number;
  /** Applications that were marked and woken. */
  readonly woken: number;
  readonly failures: readonly Failure[];
};
