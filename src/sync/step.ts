import type { Health } from "../health/health-status.ts";
import type { KubeObject } from "../kube/object.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import type { TaskResult } from "./operation.ts";

/** A live object as it was read for a task; neither field: it does not exist. */
export type Observation = {
  readonly live?: KubeObject;
  /** It could not be read; never taken as absent. */
  readonly unknown?: string;
};

/** What is known of the present beside the operation itself. */
export type Observed = {
  /** By task id; only what a step asked for. */
  readonly live: ReadonlyMap<string, Observation>;
  /** Ids of tasks that failed just now and are to be tried again later. */
  readonly tried: ReadonlySet<string>;
  /** undefined: this kind has no health. */
  healthOf(live: KubeObject): Health | undefined;
};

/** What to do next. Every step may be done twice. */
export type Step =
  /** These results are known without acting: put them into the operation. */
  | { readonly do: "record"; readonly results: readonly TaskResult[] }
  /** Write these objects at the same time; what already has a result is a further try. */
  | { readonly do: "run"; readonly tasks: readonly SyncTask[] }
  /** Read these objects. */
  | { readonly do: "observe"; readonly tasks: readonly SyncTask[] }
  /** Release these hooks and delete those whose policy says so; their outcome must have been saved. */
  | { readonly do: "cleanUp"; readonly tasks: readonly SyncTask[] }
  /** Nothing to do before untilMs; the wait ends in a failure at deadlineMs. */
  | {
      readonly do: "wait";
      readonly untilMs: number;
      readonly deadlineMs: number;
      readonly reason: string;
    }
  | { readonly do: "finish"; readonly phase: "Succeeded" | "Failed"; readonly message: string };
