import type { SyncStatus } from "../drift/verdict.ts";
import { windowsOf } from "../project/sync-windows.ts";
import type { Finding } from "../record/conditions.ts";
import { toPinnedChoices } from "../record/pin.ts";
import type { ApplicationState } from "../record/state.ts";
import type { Revision } from "../source/revision.ts";
import { resumeOrDecide } from "../sync/decide.ts";
import { toDriftSummary } from "../sync/drift-summary.ts";
import type { Operation } from "../sync/operation.ts";
import type { Subject } from "./load-subject.ts";
import type { Observation } from "./observe-application.ts";

/** What a decision is made of; `target` is what the target revision is now. */
export type DecisionGrounds = {
  readonly subject: Subject;
  readonly observation: Observation;
  readonly target: Revision;
  readonly now: number;
  /** Of the lease; part of a new operation's id. */
  readonly token: number;
};

/** What to do with an application now. `end`: the operation gave way while it waited for its retry. */
export type NextMove =
  | { readonly do: "carryOut"; readonly operation: Operation }
  | { readonly do: "end"; readonly operation: Operation }
  /** It may not begin yet; `operation`: what is kept of it. `closed`: only a person changes that. */
  | {
      readonly do: "hold";
      readonly operation?: Operation;
      readonly untilMs: number;
      readonly finding: Finding;
      readonly closed: boolean;
    }
  /** `closed`: a sync window forbids it; that may take days, so nobody waits for it. */
  | {
      readonly do: "nothing";
      readonly untilMs?: number;
      readonly finding?: Finding;
      readonly closed?: true;
    };

/** Decides whether an operation goes on, starts, ends or is not due. */
export function decideOperation(state: ApplicationState, grounds: DecisionGrounds): NextMove {
  const { subject, observation, target, now } = grounds;
  const decision = resumeOrDecide({
    policy: subject.application.syncPolicy,
    specHash: subject.application.specHash,
    revision: target,
    observed: observation.revision,
    pinned: toPinnedChoices(state),
    refusal: subject.refusal,
    denial: subject.denial,
    state,
    drift: toDriftSummary(observation.objects, toDriftStatus(observation)),
    windows: windowsOf(subject.project, subject.application, subject.connection),
    now,
    newId: toOperationId(now, grounds.token),
  });
  if (decision.do === "resume") return { do: "carryOut", operation: decision.operation };
  // What gave way is put on record first; the newer revision is compared before anything is done with it.
  if (decision.ended !== undefined) return { do: "end", operation: decision.ended };
  if (decision.do === "start") return { do: "carryOut", operation: decision.operation };
  const type = toConditionType(decision);
  return {
    do: "nothing",
    ...(decision.untilMs === undefined ? {} : { untilMs: decision.untilMs }),
    ...(type === undefined ? {} : { finding: { type, message: decision.reason } }),
    ...(decision.closed === undefined ? {} : { closed: true }),
  };
}

function toConditionType({ error, closed }: { error?: true; closed?: true }): string | undefined {
  if (closed === true) return "SyncWindowWarning";
  return error === true ? "SyncError" : undefined;
}

/** Makes the id of an operation: it sorts by time, and the lease's token keeps two of one millisecond apart. */
export function toOperationId(now: number, token: number): string {
  return `${String(now).padStart(13, "0")}-${token}`;
}

/** Fields that are right and not ours get one apply, although nothing a person sees differs. */
function toDriftStatus({ sync, objects }: Observation): SyncStatus {
  return sync === "Synced" && objects.some((object) => object.repair) ? "OutOfSync" : sync;
}
