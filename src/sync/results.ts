import type { Operation, TaskResult } from "./operation.ts";

/** Puts results into an operation: a task's later result replaces its earlier one, a new one goes to the end. */
export function withResults(operation: Operation, results: readonly TaskResult[]): Operation {
  if (results.length === 0) return operation;
  const merged = new Map(operation.results.map((result) => [result.task, result]));
  for (const result of results) merged.set(result.task, result);
  return { ...operation, results: [...merged.values()] };
}

/** Ends an operation: nothing in it is Running any more. */
export function toFinished(
  operation: Operation,
  end: { readonly phase: "Succeeded" | "Failed" | "Error"; readonly message: string; readonly now: number },
): Operation {
  const { phase, now } = end;
  const { released } = operation;
  const more = released === undefined ? "" : `; it ended the pin to revision ${released.slice(0, 8)}`;
  const message = `${end.message}${more}`;
  return { ...operation, phase, message, finishedAt: now, results: operation.results.map(toEnded) };
}

/** What was written counts as synced although its health was not waited for; what was not, failed. */
function toEnded(result: TaskResult): TaskResult {
  if (result.phase !== "Running") return result;
  if (result.code !== undefined && !result.hook) return { ...result, phase: "Succeeded" };
  return { ...result, phase: "Failed", code: "SyncFailed" };
}
