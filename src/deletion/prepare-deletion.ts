import { approvedAt } from "../application/deletion-mark.ts";
import { type JsonObject, readField } from "../kube/json.ts";
import type { ObjectPair } from "../live/object-pair.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import { type DeletePlan, planDeletion } from "../plan/delete-plan.ts";
import type { DeleteRules } from "../plan/delete-rules.ts";
import type { ApplicationBulk, InventoryEntry } from "../record/bulk.ts";
import { toResources } from "../record/resources.ts";
import type { Operation } from "../sync/operation.ts";
import type { DeletionEnd } from "./conclude-deletion.ts";
import { toOperation } from "./deletion-operation.ts";
import type { DeletionWork } from "./deletion-work.ts";
import type { DeletionSubject } from "./open-subject.ts";
import { type GitReading, readGit } from "./read-git.ts";
import { isAllowed, readOwned } from "./read-owned.ts";
import { hookTrouble, toHookTrouble } from "./trouble.ts";

/** A deletion that can be carried on, or why it waits. */
export type Prepared =
  | {
      readonly operation: Operation;
      readonly plan: DeletePlan;
      readonly bulk: ApplicationBulk;
      /** For the record. */
      readonly notes: readonly string[];
    }
  | { readonly wait: DeletionEnd };

/** A person is waited for: looked at now and then, although their word is told at once. */
const patientPauseMs = 5 * 60_000;

/** Reads Git and the cluster, and plans what there is to delete; waits where a retry is not due, or a person is asked. */
export async function prepareDeletion(work: DeletionWork, subject: DeletionSubject): Promise<Prepared> {
  const { session, deletion, ports } = work;
  const now = ports.clock.now();
  const present = session.state.operation;
  const skipHooks = present?.deletion?.skipHooks === true || mayGoWithoutHooks(work);
  const isPausing = deletion.cascade && isPaused(present, skipHooks, now);
  if (isPausing) return toWait(work, { dueAt: present?.retryAt ?? now });
  const revision = present === undefined ? {} : { revision: present.revision };
  const git = await readGit(work, subject, { ...revision, skipHooks });
  if ("problem" in git) {
    const findings = [toHookTrouble(git.problem, session.lease.name)];
    return toWait(work, { findings, dueAt: now + git.pauseMs, isAtRest: git.isLasting });
  }
  return await plan({ work, subject, git, skipHooks });
}

type Grounds = {
  readonly work: DeletionWork;
  readonly subject: DeletionSubject;
  readonly git: GitReading;
  readonly skipHooks: boolean;
};

async function plan({ work, subject, git, skipHooks }: Grounds): Promise<Prepared> {
  const { pairs, present, catalog } = await readOwned(work, subject, { git, skipHooks });
  const rules: DeleteRules = {
    cascade: work.deletion.cascade,
    approved: (approvedAt(work.manifest) ?? 0) >= work.deletion.since,
    deleteOption: readDeleteOption(work.manifest),
    isPermitted: (ref) => isAllowed(ref, subject, catalog),
  };
  const planned = planDeletion({ pairs, hooks: skipHooks ? [] : git.deleteHooks }, rules);
  const bulk = toBulk(pairs, work);
  if (planned.awaitsApproval !== undefined) {
    const findings = [{ type: "DeletionWarning", message: planned.awaitsApproval }];
    const dueAt = work.ports.clock.now() + patientPauseMs;
    return toWait(work, { bulk, findings, dueAt, isAtRest: true });
  }
  const operation = toOperation(work, { plan: planned, pairs, present, revision: git.revision, skipHooks });
  const notes = [
    ...(skipHooks ? ["without its hooks, as approved"] : []),
    ...(git.note === undefined ? [] : [git.note]),
  ];
  return { operation, plan: planned, bulk, notes };
}

/** What failed waits for its next try, unless a person has just made way for it. */
function isPaused(present: Operation | undefined, skipHooks: boolean, now: number): boolean {
  if (present?.retryAt === undefined || now >= present.retryAt) return false;
  return !skipHooks || present.deletion?.skipHooks === true;
}

/** The operation stays as it is. */
function toWait(
  { session }: DeletionWork,
  end: Omit<DeletionEnd, "operation" | "bulk"> & Partial<DeletionEnd>,
): Prepared {
  const { operation } = session.state;
  return { wait: { bulk: session.bulk, ...(operation === undefined ? {} : { operation }), ...end } };
}

/** The application's own `Delete=…`; of several the last one counts. */
function readDeleteOption(manifest: JsonObject): string | undefined {
  const list = readField(manifest, "spec", "syncPolicy", "syncOptions");
  const texts = Array.isArray(list) ? list.flatMap((entry) => String(entry).split(",")) : [];
  return texts.map((text) => text.trim().split("=")).findLast(([name]) => name === "Delete")?.[1];
}

/** Hooks were in the way, and a person has approved the deletion since. */
function mayGoWithoutHooks({ session, manifest }: DeletionWork): boolean {
  const trouble = session.state.conditions.find(({ type }) => type === hookTrouble);
  const approved = approvedAt(manifest);
  return trouble !== undefined && approved !== undefined && approved >= trouble.since;
}

/** What is still there, or may be. */
function toBulk(pairs: readonly ObjectPair[], { session }: DeletionWork): ApplicationBulk {
  const isOurs = ({ live, owner, unknown }: ObjectPair) =>
    unknown !== undefined || (live !== undefined && owner === "ours");
  const present = pairs.filter(isOurs);
  const isDeletion = session.state.operation !== undefined;
  return {
    inventory: present.map(toEntry),
    resources: toResources(present.filter(({ live }) => live !== undefined).map(toCompared)),
    results: isDeletion ? session.bulk.results : [],
  };
}

function toEntry({ ref, live }: ObjectPair): InventoryEntry {
  const uid = live?.metadata.uid;
  return uid === undefined ? ref : { ...ref, uid };
}

function toCompared(pair: ObjectPair): ComparedObject {
  return { ...pair, extra: true, status: "OutOfSync", repair: false, differences: [] };
}
