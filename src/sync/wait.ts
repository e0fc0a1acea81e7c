import { limits } from "../limits.ts";
import { type Entry, isPending, isRunning } from "./board.ts";
import { deadlineOf, lookAt } from "./outcome.ts";
import type { Observed, Step } from "./step.ts";
import { formatEntry } from "./task-result.ts";

/** Makes the step that waits for these entries: until when, until when at the latest, and why, for people. */
export function toWait(entries: readonly Entry[], seen: Observed & { readonly now: number }): Step {
  const first = entries.find(({ task }) => task.action === "hook") ?? entries[0];
  const results = entries.flatMap(({ result }) => result ?? []);
  const deadlineMs = results.reduce(
    (least, result) => Math.min(least, deadlineOf(result)),
    Number.POSITIVE_INFINITY,
  );
  const ageMs = results.reduce((most, result) => Math.max(most, seen.now - result.startedAt), 0);
  const more = entries.length > 1 ? ` and ${entries.length - 1} more` : "";
  const reason = first === undefined ? "waiting" : `${describeWait(first)}${more}${detailOf(first, seen)}`;
  return { do: "wait", untilMs: Math.min(seen.now + toPause(ageMs), deadlineMs), deadlineMs, reason };
}

/** The longer a wave has waited, the more seldom it is looked at: an eighth of its age. */
function toPause(ageMs: number): number {
  return Math.min(Math.max(ageMs / 8, limits.wavePollMs), limits.wavePollMaxMs);
}

function describeWait(entry: Entry): string {
  const name = formatEntry(entry);
  if (isPending(entry)) return `waiting to ${verbOf(entry)} ${name}`;
  if (entry.result?.prune === true) return `waiting for deletion of ${name}`;
  return entry.task.action === "hook"
    ? `waiting for completion of hook ${name}`
    : `waiting for healthy state of ${name}`;
}

function verbOf({ task }: Entry): string {
  if (task.action === "hook") return "start hook";
  return task.action === "prune" ? "prune" : "apply";
}

function detailOf(entry: Entry, seen: Observed & { readonly now: number }): string {
  const { task, result } = entry;
  if (result === undefined) return "";
  if (!isRunning(entry)) return `: ${result.message}`;
  return `: ${lookAt({ task, result }, seen.live.get(task.id) ?? {}, seen).message}`;
}
