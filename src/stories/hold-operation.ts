import { formatApplicationName } from "../application/application.ts";
import { limits } from "../limits.ts";
import type { Ports } from "../ports/ports.ts";
import type { Finding } from "../record/conditions.ts";
import { toPinFindings } from "../record/pin.ts";
import type { ApplicationState } from "../record/state.ts";
import { type Gate, hold, toPauseGate, toTurnGate } from "../sync/gate.ts";
import type { Operation } from "../sync/operation.ts";
import { hasBegun, isAtRetry, isHoldable } from "../sync/operation-stage.ts";
import type { NextMove } from "./decide-operation.ts";
import type { Subject } from "./load-subject.ts";
import { readDependencyTrouble, readUnmet } from "./read-dependencies.ts";
import { readPause } from "./read-pause.ts";

/** What keeps an application from being written to, whether it needs to be or not; undefined: nothing does. */
export type Standing = { readonly pause: Gate | undefined; readonly trouble: Gate | undefined };

/** Reads what people should know of an application at any time: pauses, and dependencies that can never be met. */
export async function readStanding(subject: Subject, ports: Ports): Promise<Standing> {
  const paused = await readPause(subject, ports);
  const trouble = await readDependencyTrouble(subject, ports);
  return { pause: paused === undefined ? undefined : toPauseGate(paused), trouble };
}

/** Gives the conditions of what stands: pause, dependencies, pin. */
export function toStandingFindings(
  { pause, trouble }: Standing,
  state: ApplicationState,
  { application }: Subject,
): readonly Finding[] {
  const gates = [pause, trouble].flatMap((gate) => (gate === undefined ? [] : [toFinding(gate)]));
  return [...gates, ...toPinFindings(state, formatApplicationName(application.name))];
}

/**
 * Holds an operation that has done nothing yet where it may not begin: paused, dependencies not met, or as many run on its
 * cluster as may. One that has begun goes on: its writes are stopped one by one (lease-guard.ts), what it waits for is watched,
 * and it keeps its turn.
 */
export async function holdOperation(
  move: NextMove,
  on: { readonly subject: Subject; readonly standing: Standing; readonly state: ApplicationState },
  ports: Ports,
): Promise<NextMove> {
  if (move.do !== "carryOut") return move;
  const { state } = on;
  const gate = await findGate(move.operation, on, ports);
  if (gate === undefined) return move;
  const now = ports.clock.now();
  const isKept = state.operation !== undefined;
  const known = { since: toSince(state, gate, now), isKept, now };
  const { operation, untilMs, isStuck } = hold(move.operation, gate, known);
  return {
    do: "hold",
    untilMs,
    finding: toFinding(gate),
    closed: isStuck,
    ...(operation === undefined ? {} : { operation }),
  };
}

async function findGate(
  operation: Operation,
  { subject, standing }: { readonly subject: Subject; readonly standing: Standing },
  ports: Ports,
): Promise<Gate | undefined> {
  if (isHoldable(operation)) {
    const gate = standing.pause ?? standing.trouble ?? (await readUnmet(subject, ports));
    return gate ?? (await takeTurn(subject, ports));
  }
  if (!hasBegun(operation)) return undefined;
  const turn = await takeTurn(subject, ports);
  return isAtRetry(operation) ? turn : undefined;
}

/** Gives the turn back with an operation that is over, or that waits for its retry. */
export async function endTurn(
  { application, connection }: Subject,
  { finishedAt, choices }: Operation,
  { settings, seats }: Pick<Ports, "settings" | "seats">,
): Promise<void> {
  if (settings.operationsPerCluster === undefined || finishedAt === undefined || choices?.dryRun === true)
    return;
  await seats.give({ cluster: connection.name, application: application.name });
}

async function takeTurn(
  { application, connection }: Subject,
  { settings, seats, clock }: Pick<Ports, "settings" | "seats" | "clock">,
): Promise<Gate | undefined> {
  const { operationsPerCluster: max } = settings;
  if (max === undefined) return undefined;
  const cluster = connection.name;
  const until = clock.now() + limits.seatMs;
  const holders = await seats.take({ cluster, application: application.name, max, until });
  return holders === "taken" ? undefined : toTurnGate(cluster, holders, max);
}

function toFinding({ type, reason }: Gate): Finding {
  return { type, message: reason };
}

/** The condition says since when it is known. */
function toSince({ conditions }: ApplicationState, gate: Gate, now: number): number {
  const known = conditions.find(({ type, message }) => type === gate.type && message === gate.reason);
  return known?.since ?? now;
}
