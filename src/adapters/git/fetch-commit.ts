import git, { Errors, type HttpClient } from "isomorphic-git";
import { ReconcileError } from "../../errors.ts";
import type { Objects } from "./objects.ts";
import type { PackStore } from "./pack-store.ts";
import type { RepositoryState, StoredCommit } from "./repository-state.ts";

/** A commit to bring here, and where from. */
export type FetchOrder = {
  readonly url: string;
  readonly http: HttpClient;
  readonly sha: string;
  /** The last complete commit that is probably near; undefined: a first clone. */
  readonly have: StoredCommit | undefined;
};

const config = '[remote "origin"]\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n';

/**
 * Fetches one commit and all that it reaches, and no older history. With a commit here already, only what is new "since"
 * that one's date: `depth` would send the whole tree again, and neither of them a force-pushed branch's whole history.
 * isomorphic-git offers the server only what `ref` names as known, so that is written first. Where dates say nothing (an
 * older branch, a wrong clock) the commit is taken at depth 1. Gives the commit and where history is cut now.
 */
export async function fetchCommit(
  store: PackStore,
  objects: Objects,
  order: FetchOrder & { readonly state: RepositoryState },
): Promise<{ readonly commit: StoredCommit; readonly shallow: readonly string[] }> {
  const { have } = order;
  store.files.clear();
  store.files.set("config", config);
  if (order.state.shallow.length > 0) store.files.set("shallow", `${order.state.shallow.join("\n")}\n`);
  if (have !== undefined) {
    store.files.set(haveRef, `${have.sha}\n`);
    await attempt(store, order, { since: new Date(have.committedAt) });
  }
  const early = have === undefined ? undefined : await readCommit(objects, order);
  if (early === undefined) await attempt(store, order, { depth: 1 });
  const commit = early ?? (await readCommit(objects, order));
  if (commit === undefined)
    throw new ReconcileError(
      "REVISION_NOT_FOUND",
      `Cannot fetch ${order.sha} of ${order.url}: the server does not give it; check that the commit was pushed to a branch or tag`,
    );
  return { commit, shallow: (store.files.get("shallow") ?? "").split("\n").filter((one) => one !== "") };
}

const haveRef = "refs/heads/outrigger";

type Cut = { readonly depth: number } | { readonly since: Date } | Record<string, never>;

async function attempt(store: PackStore, order: FetchOrder, cut: Cut): Promise<void> {
  const { url, http, sha, have } = order;
  const { fs, cache, directory } = store;
  const ref = have === undefined ? sha : haveRef;
  const common = { fs, cache, gitdir: directory, http, url, ref, remoteRef: sha };
  try {
    await git.fetch({ ...common, singleBranch: true, tags: false, ...cut });
  } catch (cause) {
    if (cause instanceof ReconcileError) throw cause;
    // An old server cannot cut history: then all of it that is new comes.
    if (cause instanceof Errors.RemoteCapabilityError) return await attempt(store, order, {});
    // "No commits since": the next attempt goes by depth.
    if ("since" in cut) return;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReconcileError("REPOSITORY_UNREACHABLE", `Cannot fetch ${sha} of ${url}: ${reason}`, { cause });
  }
}

async function readCommit(objects: Objects, order: FetchOrder): Promise<StoredCommit | undefined> {
  try {
    return await objects.commit(order.sha);
  } catch (error) {
    if (error instanceof Errors.NotFoundError) return undefined;
    if (!(error instanceof Errors.ObjectTypeError)) throw error;
    throw new ReconcileError(
      "REVISION_NOT_FOUND",
      `Cannot use ${order.sha} of ${order.url}: it is not a commit; write a branch, a tag or a commit`,
      { cause: error },
    );
  }
}
