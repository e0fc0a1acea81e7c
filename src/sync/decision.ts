import type { SyncWindow } from "../application/project-spec.ts";
import type { SyncPolicy } from "../application/sync-policy.ts";
import type { SyncStatus } from "../drift/verdict.ts";
import type { ObjectKey } from "../kube/key.ts";
import type { WindowAnswer } from "../project/sync-windows.ts";
import type { Revision } from "../source/revision.ts";
import type { LastAttempt } from "./attempt.ts";
import type { Initiator, Operation } from "./operation.ts";
import type { SyncChoices } from "./sync-choices.ts";

/** What a decision is made from. */
export type DecisionInput = {
  readonly policy: SyncPolicy;
  /** Of the application as it is now. */
  readonly specHash: string;
  /** What the target revision is now. */
  readonly revision: Revision;
  /** What was looked at, where it is another one: chosen by a person, or a running operation's. */
  readonly observed?: Revision | undefined;
  /** What automated syncs are to, where the application is pinned. */
  readonly pinned?: SyncChoices | undefined;
  /** Why what a person asked for cannot be done. */
  readonly refusal?: string | undefined;
  /** Why nothing can be written now, whoever wants it. */
  readonly denial?: string | undefined;
  readonly state: KeptState;
  readonly drift: DriftSummary;
  /** Of the application. */
  readonly windows: readonly SyncWindow[];
  readonly now: number;
  /** For an operation that is started. */
  readonly newId: string;
};

/** What is remembered between two looks at an application. */
export type KeptState = {
  readonly operation?: Operation | undefined;
  /** A person asked for a sync. */
  readonly requested?: Asked | undefined;
  readonly attempt?: LastAttempt | undefined;
  /** The operation before gave way to a newer revision: its `yields`, plus one. */
  readonly yields?: number | undefined;
};

/** What a person asked for. */
type Asked = {
  readonly initiatedBy: Initiator;
  readonly prune: boolean;
  readonly choices?: SyncChoices;
};

/** A comparison in short; hooks do not count. */
export type DriftSummary = {
  readonly status: SyncStatus;
  /** Objects that are not Synced or not owned, those to prune included. */
  readonly drifted: readonly ObjectKey[];
  /** Nothing but objects that left Git. */
  readonly onlyExtras: boolean;
  /** Nothing is left in Git. */
  readonly isEmpty: boolean;
};

export type Decision =
  | { readonly do: "resume"; readonly operation: Operation }
  /** `ended`: the operation before, which gave way while it waited for its retry. */
  | { readonly do: "start"; readonly operation: Operation; readonly ended?: Operation }
  /** `untilMs`: look again then. `error`: people should know (condition SyncError). `closed`: a sync window forbids it. */
  | {
      readonly do: "none";
      readonly reason: string;
      readonly untilMs?: number;
      readonly error?: true;
      readonly closed?: true;
      readonly ended?: Operation;
    };

/** Makes the decision that a sync window forbids a sync for now. */
export function toClosed(answer: WindowAnswer): Decision | undefined {
  if (answer.allowed) return undefined;
  const { reason, untilMs } = answer;
  return { do: "none", reason, closed: true, ...(untilMs === undefined ? {} : { untilMs }) };
}

/** Makes an operation that has not done anything yet. */
export function toOperation(input: DecisionInput, start: Asked): Operation {
  const { newId, now, revision, specHash, state } = input;
  return {
    id: newId,
    startedAt: now,
    initiatedBy: start.initiatedBy,
    revision,
    specHash,
    prune: start.prune,
    ...(start.choices === undefined ? {} : { choices: start.choices }),
    phase: "Running",
    message: "",
    retries: 0,
    results: [],
    ...(state.yields === undefined ? {} : { yields: state.yields }),
  };
}
