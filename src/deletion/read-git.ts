import { hasHookFinalizer } from "../application/deletion-mark.ts";
import type { DesiredObject } from "../desired/desired-object.ts";
import { codeOf, type ErrorCode, messageOf, nextMove } from "../errors.ts";
import { limits } from "../limits.ts";
import type { Revision } from "../source/revision.ts";
import { resolveTarget } from "../stories/load-subject.ts";
import { renderDesired } from "../stories/observe-application.ts";
import { toLastRevision } from "./deletion-operation.ts";
import type { DeletionWork } from "./deletion-work.ts";
import type { DeletionSubject } from "./open-subject.ts";

/** What Git says of an application that is being deleted. */
export type GitReading = {
  readonly revision: Revision;
  /** Objects and hooks of a sync, which may be in the cluster although no inventory knows them. */
  readonly desired: readonly DesiredObject[];
  readonly deleteHooks: readonly DesiredObject[];
  /** What a record should say of it. */
  readonly note?: string;
};

/** Why hooks cannot be known, and when to look again; `isLasting`: somebody must mend it. */
export type GitProblem = { readonly problem: string; readonly isLasting: boolean; readonly pauseMs: number };

/** Whoever cleaned up the source before the application wants no hook of it any more. */
const cleanedUp: ReadonlySet<ErrorCode> = new Set(["REVISION_NOT_FOUND", "PATH_NOT_FOUND"]);
const notOfGit = /^(?:CLUSTER_|CREDENTIALS_|LEASE_)/;

/**
 * Renders the application once more, at the revision at which its deletion began; or says why its hooks cannot be known. Where
 * it is known to have none, or where they are not wanted, Git may fail.
 */
export async function readGit(
  work: DeletionWork,
  subject: DeletionSubject,
  at: { readonly revision?: Revision; readonly skipHooks: boolean },
): Promise<GitReading | GitProblem> {
  const { session, manifest, ports, deletion } = work;
  const nothing = { revision: at.revision ?? toLastRevision(work), desired: [], deleteHooks: [] };
  // What stays in the cluster needs no hook, and its inventory is all there is to hand back.
  if (!deletion.cascade) return nothing;
  try {
    const revision = at.revision ?? (await resolveTarget(subject.application, ports.git));
    if (revision.sha === "") return nothing;
    const { desired } = await renderDesired(subject, revision, ports);
    return { revision, desired: desired.objects, deleteHooks: desired.deleteHooks };
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || notOfGit.test(code)) throw error;
    const mayHaveHooks = session.state.deleteHooks === true || hasHookFinalizer(manifest);
    if (!mayHaveHooks || at.skipHooks) return nothing;
    const why = messageOf(error);
    return cleanedUp.has(code) ? { ...nothing, note: `no hooks were run: ${why}` } : toProblem(code, why);
  }
}

function toProblem(code: ErrorCode, why: string): GitProblem {
  const isLasting = nextMove[code] === "stall";
  const pauseMs = isLasting ? limits.failurePauseMaxMs : limits.failurePauseMs;
  return { problem: `Cannot render the PreDelete and PostDelete hooks: ${why}`, isLasting, pauseMs };
}
