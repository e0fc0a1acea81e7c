import type { Health } from "../health/health-status.ts";
import { readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { limits } from "../limits.ts";
import type { SyncTask } from "../plan/sync-plan.ts";
import type { TaskResult } from "./operation.ts";
import type { Observation, Observed } from "./step.ts";

/** A look at a written task: its outcome, or what it still waits for. */
export type Look = { readonly phase: TaskResult["phase"]; readonly message: string };

type Written = { readonly task: SyncTask; readonly result: TaskResult };

/**
 * Says what has come of a written task. Like gitops-engine's Sync and getOperationPhase: a resource is done when Healthy and
 * failed when Degraded; a hook is failed when Degraded or Unknown; a kind without health is done at once; a prune is done
 * when the object is gone. Whatever still runs at its deadline has failed.
 */
export function lookAt(written: Written, observation: Observation, seen: Observed & { now: number }): Look {
  const look = written.result.prune
    ? lookAtPrune(written.result, observation)
    : lookAtObject(written, observation, seen);
  if (look.phase !== "Running" || seen.now < deadlineOf(written.result)) return look;
  return {
    phase: "Failed",
    message: `not done after ${limits.waveDeadlineMs / 60_000} minutes: ${look.message}`,
  };
}

/** When a task that is not done by then has failed, in milliseconds. */
export function deadlineOf(result: TaskResult): number {
  return result.startedAt + limits.waveDeadlineMs;
}

/** Says that an object is being deleted, and who holds it. */
export function describeDeletion(live: KubeObject): string {
  const finalizers = live.metadata.finalizers ?? [];
  return finalizers.length === 0 ? "being deleted" : `being deleted, held by ${finalizers.join(", ")}`;
}

/** The garbage collector takes its own finalizers off by itself, a moment after a deletion was accepted. */
const collectorFinalizers: ReadonlySet<string> = new Set(["foregroundDeletion", "orphan"]);

/** Tells whether a deletion ends only when somebody takes a finalizer off. */
export function isHeldByOthers({ metadata }: KubeObject): boolean {
  return metadata.finalizers?.some((name) => !collectorFinalizers.has(name)) ?? false;
}

function lookAtPrune(result: TaskResult, { live, unknown }: Observation): Look {
  if (unknown !== undefined) return running(unknown);
  if (live === undefined || live.metadata.uid !== result.uid)
    return { phase: "Succeeded", message: "pruned" };
  return running(describeDeletion(live));
}

function lookAtObject({ task, result }: Written, { live, unknown }: Observation, seen: Observed): Look {
  if (unknown !== undefined) return running(unknown);
  if (live === undefined) return lookAtMissing(task);
  if (task.action === "hook" && result.uid !== undefined && live.metadata.uid !== result.uid) {
    return failed("another object has taken the hook's name before its outcome could be read");
  }
  const stale = waitsForController(live, result.generation);
  const health = stale ? toStaleHealth() : seen.healthOf(live);
  const look = task.action === "hook" ? lookAtHook(health) : lookAtHealth(health, result);
  // Held by our finalizer it stays readable, but a deleted hook never completes any more.
  if (task.action !== "hook" || look.phase !== "Running" || live.metadata.deletionTimestamp === undefined) {
    return look;
  }
  return failed("the hook was deleted before it completed");
}

function lookAtMissing({ action }: SyncTask): Look {
  return action === "hook"
    ? failed("the hook vanished before its outcome could be read: was it deleted, or is its TTL over?")
    : failed("the object is missing, it might have been deleted");
}

/** Health computed from a status that speaks of an earlier spec would let the next wave go too soon. */
function waitsForController(live: KubeObject, generation: number | undefined): boolean {
  const observed = readField(live, "status", "observedGeneration");
  return generation !== undefined && typeof observed === "number" && observed < generation;
}

function toStaleHealth(): Health {
  return { status: "Progressing", message: "its controller has not seen the change yet" };
}

function lookAtHealth(health: Health | undefined, { message: applied, replaces }: TaskResult): Look {
  if (health === undefined) return { phase: "Succeeded", message: applied };
  const message = health.message ?? health.status;
  if (health.status === "Healthy") {
    // That it is another object now is worth more than that it is well.
    const isNew = replaces !== undefined || applied === "replaced";
    return { phase: "Succeeded", message: isNew ? applied : (health.message ?? applied) };
  }
  return health.status === "Degraded" ? failed(message) : running(message);
}

function lookAtHook(health: Health | undefined): Look {
  if (health === undefined) return { phase: "Succeeded", message: "created" };
  const message = health.message ?? health.status;
  if (health.status === "Healthy") return { phase: "Succeeded", message };
  return health.status === "Degraded" || health.status === "Unknown" ? failed(message) : running(message);
}

function running(message: string): Look {
  return { phase: "Running", message };
}

function failed(message: string): Look {
  return { phase: "Failed", message };
}
