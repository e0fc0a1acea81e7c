import { codeOf, messageOf, nextMove } from "../errors.ts";
import type { Ports, ViewPorts } from "../ports/ports.ts";
import { toWatch } from "../record/watched.ts";
import type { Revision } from "../source/revision.ts";
import { isRefreshed } from "../sync/retry.ts";
import { keepRevision, readNamedIds } from "../tasks/keep-revision.ts";
import { choicesOf, isElsewhere, withChoices } from "./apply-choices.ts";
import { resolveTarget, type Subject } from "./load-subject.ts";
import { type Observation, observeApplication } from "./observe-application.ts";
import { withoutMemory } from "./render-manifests.ts";
import type { Session } from "./session.ts";

/** An application as it was looked at; `target` is what its own target revision is now. */
export type Asked = {
  readonly subject: Subject;
  readonly target: Revision;
  readonly observation: Observation;
};

/**
 * Looks at an application as the sync that runs, or that a person asks for, would have it: its revision, source and options. A
 * request that cannot be looked at is refused, and the application is looked at as it is declared.
 */
export async function observeAsked(session: Session, declared: Subject, ports: Ports): Promise<Asked> {
  const { state } = session;
  try {
    const asked = withChoices(declared, choicesOf(state));
    return await observeAt(session, { declared, asked }, ports);
  } catch (error) {
    const code = codeOf(error);
    const isMistaken = code !== undefined && nextMove[code] === "stall" && isElsewhere(choicesOf(state));
    // A pin is no request: what cannot be looked at there is not taken elsewhere.
    if (!isMistaken || state.operation !== undefined || state.requested === undefined) throw error;
    const asked = { ...declared, refusal: messageOf(error) };
    return await observeAt(session, { declared, asked }, ports);
  }
}

type Subjects = { readonly declared: Subject; readonly asked: Subject };

async function observeAt(session: Session, { declared, asked }: Subjects, ports: Ports): Promise<Asked> {
  const { target, revision } = await resolveRevision(session, { declared, asked }, ports);
  const at = { revision, inventory: session.bulk.inventory };
  const found = await observeApplication(asked, at, session.hard ? withoutMemory(ports) : ports);
  const observation = await withNamed(found, { session, asked }, ports);
  return { subject: asked, target: isPinned(session.state) ? revision : target, observation };
}

/** Where people name what an application is made from, that is watched in place of what was read. */
async function withNamed(
  found: Observation,
  { session, asked }: { readonly session: Session; readonly asked: Subject },
  { git }: Ports,
): Promise<Observation> {
  if (asked.declared !== undefined) return found;
  const { watch } = session.lease.head;
  const reads = await readNamedIds(found.revision, { application: asked.application, watch }, git);
  return reads === undefined ? found : { ...found, reads };
}

/** A running operation keeps its own revision. What is found out on the way is watched even if the look fails. */
async function resolveRevision(
  session: Session,
  { declared, asked }: Subjects,
  ports: Ports,
): Promise<{ readonly target: Revision; readonly revision: Revision }> {
  const { state, found } = session;
  const { source } = declared.application;
  found.watch = toWatch(source, { sha: "", reads: {} });
  const target = await resolveKept(session, declared, ports);
  found.target = target.sha;
  const { operation } = state;
  const isNewest =
    operation !== undefined && isRefreshed(operation, asked.application.syncPolicy.retry, ports.clock.now());
  const own = isNewest ? target : operation?.revision;
  const revision = own ?? (await resolveChosen(state, asked, ports)) ?? target;
  found.watch = toWatch(source, { sha: revision.sha, reads: {} });
  return { target, revision };
}

/** Whoever asks for a sync, or a new render, is given the newest commit, whatever it changes. */
async function resolveKept(session: Session, { application }: Subject, { git }: Ports): Promise<Revision> {
  const newest = await resolveTarget(application, git);
  const { operation, requested } = session.state;
  if (session.hard || requested !== undefined) return newest;
  const { watch } = session.lease.head;
  const { revision } = operation ?? {};
  // A running operation may be the first look at its revision.
  const isNoted = revision === undefined || revision.sha === watch?.sha;
  const looked = isNoted ? watch : toWatch(application.source, { sha: revision.sha, reads: {} });
  return await keepRevision(newest, { application, watch: looked }, git);
}

/** Its pin is what it is compared with: nothing runs, and nobody asks for anything. */
function isPinned({ pin, operation, requested }: Session["state"]): boolean {
  return pin !== undefined && operation === undefined && requested === undefined;
}

/** undefined: nobody chose another revision than the target. */
async function resolveChosen(
  state: Session["state"],
  { application, refusal }: Subject,
  { git }: Pick<ViewPorts, "git">,
): Promise<Revision | undefined> {
  const choices = choicesOf(state);
  if (refusal !== undefined || !isElsewhere(choices)) return undefined;
  const { repoUrl, targetRevision } = application.source;
  return await git.resolve(repoUrl, choices.revision ?? targetRevision);
}
