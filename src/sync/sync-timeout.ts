import type { Application } from "../application/application.ts";
import { parseDuration } from "../declaration/duration.ts";
import type { Operation } from "./operation.ts";

/** The annotation of an Application that ends a sync which takes longer: `10m`. */
export const timeoutAnnotation = "outrigger.dev/sync-timeout";

/** Says why the annotation has no effect; undefined: it has one, or is not there. */
export function describeTimeout({ annotations }: Pick<Application, "annotations">): string | undefined {
  const text = annotations[timeoutAnnotation];
  if (text === undefined || parseDuration(text) !== undefined) return undefined;
  return `${timeoutAnnotation} has no effect: ${JSON.stringify(text)} is no duration such as 90s or 10m`;
}

/**
 * Ends an operation that has run for longer than its application, or the installation (controller.sync.timeout.seconds), lets it:
 * its hooks are deleted, and it is not retried. The time counts from its start, retries included, as in Argo CD:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/controller/appcontroller.go
 */
export function withTimeout(
  operation: Operation,
  { annotations }: Pick<Application, "annotations">,
  { now, defaultMs }: { readonly now: number; readonly defaultMs: number },
): Operation {
  const timeoutMs = parseDuration(annotations[timeoutAnnotation] ?? "") ?? defaultMs;
  const isOver = timeoutMs > 0 && now - operation.startedAt >= timeoutMs;
  if (!isOver || operation.phase !== "Running") return operation;
  const seconds = Math.round(timeoutMs / 1_000);
  const reason = operation.message === "" ? "" : `: ${operation.message}`;
  const message = `operation terminated: it took longer than its timeout of ${seconds} s${reason}`;
  return { ...operation, phase: "Terminating", terminated: true, message };
}
