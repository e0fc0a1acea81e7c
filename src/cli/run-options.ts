import type { ClusterOptions } from "./command-context.ts";
import type { RunFormat } from "./format-run.ts";

/** The flags of `outrigger run`. */
export type RunOptions = ClusterOptions & {
  readonly apps: readonly string[];
  readonly state: string;
  readonly once?: boolean;
  /** Milliseconds. */
  readonly interval: number;
  readonly sync: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly dryRun: boolean;
  readonly output: RunFormat;
};
