import type { Ports } from "../ports/ports.ts";
import { pinFor, settlePin } from "../record/pin.ts";
import type { Operation } from "../sync/operation.ts";
import type { NextMove } from "./decide-operation.ts";
import type { Subject } from "./load-subject.ts";
import type { Session } from "./session.ts";

/** What to do, and the session with what that means for the pin. */
export type Pinned = { readonly session: Session; readonly move: NextMove };

/** Ends a pin that has no effect any more: its time is over, or the application does not sync by itself. */
export function withSettledPin(
  session: Session,
  { application }: Subject,
  { clock }: Pick<Ports, "clock">,
): Session {
  const isAutomated = application.syncPolicy.automated !== undefined;
  return { ...session, state: settlePin(session.state, { isAutomated, now: clock.now() }) };
}

/** Puts or ends the pin with an operation that is new; from then on it is saved together with that operation. */
export function withPinOf(session: Session, move: NextMove, { application }: Subject): Pinned {
  if (move.do !== "carryOut" && move.do !== "hold") return { session, move };
  const { operation } = move;
  const { state } = session;
  if (operation === undefined || state.operation !== undefined) return { session, move };
  const { source, syncPolicy } = application;
  const next = pinFor(state, operation, { isAutomated: syncPolicy.automated !== undefined, source });
  return {
    session: { ...session, state: next },
    move: { ...move, operation: withReleased(operation, state, next) },
  };
}

function withReleased(operation: Operation, before: Session["state"], after: Session["state"]): Operation {
  if (before.pin === undefined || after.pin !== undefined) return operation;
  return { ...operation, released: before.pin.revision };
}
