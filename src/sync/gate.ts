import { limits } from "../limits.ts";
import type { Operation } from "./operation.ts";
import { isHoldable } from "./operation-stage.ts";
import type { Paused } from "./pause.ts";

/** What keeps an operation from beginning, and why, for people. Times in milliseconds since 1970. */
export type Gate = {
  /** Type of the condition that says so. */
  readonly type: "Paused" | "DependencyError" | "WaitingForDependency" | "WaitingForTurn";
  readonly reason: string;
  /** It opens by itself then at the latest. */
  readonly until?: number;
};

/** An operation that may not begin yet; without `operation` nothing is kept of it, and it is decided anew. */
export type Held = {
  readonly operation?: Operation;
  readonly untilMs: number;
  readonly gate: Gate;
  /** Only a person opens the gate: nobody should wait until then. */
  readonly isStuck: boolean;
};

/** Makes the gate of a pause. */
export function toPauseGate({ reason, until }: Paused): Gate {
  return { type: "Paused", reason, ...(until === undefined ? {} : { until }) };
}

/** Makes the gate of a cluster on which as many operations run as may. */
export function toTurnGate(cluster: string, holders: readonly string[], max: number): Gate {
  const more = holders.length > 3 ? ` and ${holders.length - 3} more` : "";
  const names = `${holders.slice(0, 3).join(", ")}${more}`;
  const reason = `waiting for its turn on cluster ${cluster}: ${names} are being synced, and outrigger.operations.per.cluster is ${max}`;
  return { type: "WaitingForTurn", reason };
}

/**
 * Holds an operation at a gate. What a person asked for is kept and waits, with the reason as its message; an automated one is
 * decided anew when the gate is open, with the revision of that day, unless it is in the table already (`isKept`). `since`: the
 * gate is known from then on.
 */
export function hold(
  operation: Operation,
  gate: Gate,
  { since, isKept, now }: { readonly since: number; readonly isKept: boolean; readonly now: number },
): Held {
  const untilMs = Math.min(now + toPollMs(now - since), gate.until ?? Number.POSITIVE_INFINITY);
  const isStuck = gate.type === "Paused" || gate.type === "DependencyError";
  const held = { untilMs: Math.max(untilMs, now + 1), gate, isStuck };
  if (operation.initiatedBy.automated && !isKept) return held;
  // One that has not begun has lost no time yet.
  const startedAt = isHoldable(operation) ? now : operation.startedAt;
  return { ...held, operation: { ...operation, startedAt, message: gate.reason } };
}

/** Gives the pause until the next look at a gate: the longer it is shut, the more seldom, an eighth of that time. */
export function toPollMs(ageMs: number): number {
  return Math.min(Math.max(Math.round(ageMs / 8), limits.wavePollMs), limits.gatePollMaxMs);
}
