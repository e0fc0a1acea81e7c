import { join } from "node:path";
import pLimit from "p-limit";
import { codeOf, messageOf, ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { Revision } from "../../source/revision.ts";
import { fetchCommit } from "./fetch-commit.ts";
import { createGitHttp, type HttpAccess } from "./git-http.ts";
import { createObjects, type Objects } from "./objects.ts";
import { openPackStore, type PackStore } from "./pack-store.ts";
import { RemoteRefs } from "./remote-refs.ts";
import type { OpenRepository } from "./repository.ts";
import {
  emptyState,
  type RepositoryState,
  readState,
  removeStrays,
  type StoredCommit,
  saveState,
} from "./repository-state.ts";

type Opened = { readonly state: RepositoryState; readonly store: PackStore; readonly objects: Objects };

type Reader<T> = (objects: Objects, tree: string) => Promise<T>;

/** A read that failed, and the packs it read. */
type Failed<T> = { readonly sha: string; readonly reader: Reader<T>; readonly generation: string };

/**
 * A repository over HTTP with its packs in `folder`. Refs are listed once per round, whoever asks; a commit is fetched
 * once, one fetch at a time; packs that turn out to be damaged, or grow too many, are left behind for a fresh clone.
 */
export class RemoteRepository implements OpenRepository {
  readonly #url: string;
  readonly #folder: string;
  readonly #access: () => HttpAccess;
  readonly #oneAtATime = pLimit(1);
  readonly #refs: RemoteRefs;
  #opened: Promise<Opened> | undefined;
  #wasRead = false;

  constructor(url: string, folder: string, access: () => HttpAccess) {
    this.#url = url;
    this.#folder = folder;
    this.#access = access;
    this.#refs = new RemoteRefs(url, access);
  }

  async resolve(targetRevision: string): Promise<Revision> {
    const selected = await this.#refs.select(targetRevision);
    const { sha, author, subject, committedAt } = await this.#commit(selected.sha, selected.ref);
    return { sha, author, subject, committedAt };
  }

  async read<T>(sha: string, reader: Reader<T>): Promise<T> {
    this.#wasRead = true;
    const commit = await this.#commit(sha, undefined);
    const opened = await this.#open();
    try {
      return await reader(opened.objects, commit.tree);
    } catch (error) {
      if (isOurs(error)) throw error;
      return await this.#readAgain({ sha, reader, generation: opened.state.generation });
    }
  }

  startRound(): void {
    this.#refs.startRound();
    if (!this.#wasRead) this.#opened = undefined;
    this.#wasRead = false;
  }

  async #commit(sha: string, ref: string | undefined): Promise<StoredCommit> {
    const { state } = await this.#open();
    return find(state, sha) ?? (await this.#oneAtATime(() => this.#fetch(sha, ref)));
  }

  async #fetch(sha: string, ref: string | undefined): Promise<StoredCommit> {
    const opened = await this.#reopen();
    const known = find(opened.state, sha);
    if (known !== undefined) return known;
    const between = await stored(opened.objects, sha);
    if (between !== undefined) return await this.#remember(opened, between, opened.state);
    if (await isFull(opened.store)) return await this.#fetchInto(await this.#startOver(), sha, ref);
    try {
      return await this.#fetchInto(opened, sha, ref);
    } catch (error) {
      if (isOurs(error)) throw error;
      // Not the server's fault nor the user's: what is here is broken.
      return await this.#fetchInto(await this.#startOver(), sha, ref).catch((cause) => {
        throw isOurs(cause) ? cause : this.#damaged(sha, cause);
      });
    }
  }

  async #fetchInto(opened: Opened, sha: string, ref: string | undefined): Promise<StoredCommit> {
    const { state, store, objects } = opened;
    const have = find(state, state.tips[ref ?? ""]) ?? state.commits.at(-1);
    const order = {
      url: this.#url,
      http: createGitHttp(this.#access, limits.packBytesMax),
      sha,
      have,
      state,
    };
    const { commit, shallow } = await fetchCommit(store, objects, order);
    const tips = ref === undefined ? state.tips : { ...state.tips, [ref]: commit.sha };
    return await this.#remember(opened, commit, { ...state, shallow: [...shallow], tips });
  }

  async #remember(opened: Opened, commit: StoredCommit, state: RepositoryState): Promise<StoredCommit> {
    const saved = await saveState(this.#folder, { ...state, commits: [...state.commits, commit] });
    this.#opened = Promise.resolve({ ...opened, state: saved });
    await removeStrays(this.#folder, saved.generation, Date.now());
    return commit;
  }

  /** Reads once more after objects were missing or broken, from packs that are known to be whole. */
  async #readAgain<T>(failed: Failed<T>): Promise<T> {
    const { sha, reader, generation } = failed;
    await this.#oneAtATime(async () => {
      const { state } = await this.#reopen();
      // Another process, or another reader of this one, may have replaced the packs already.
      const isBroken = state.generation === generation && find(state, sha) !== undefined;
      if (isBroken) await this.#fetchInto(await this.#startOver(), sha, undefined);
    });
    const commit = await this.#commit(sha, undefined);
    const opened = await this.#open();
    try {
      return await reader(opened.objects, commit.tree);
    } catch (cause) {
      throw isOurs(cause) ? cause : this.#damaged(sha, cause);
    }
  }

  #damaged(sha: string, cause: unknown): ReconcileError {
    return new ReconcileError(
      "REPOSITORY_UNREACHABLE",
      `Cannot read ${sha} of ${this.#url}: objects are missing or damaged after a fresh clone too (${messageOf(cause)})`,
      { cause },
    );
  }

  #open(): Promise<Opened> {
    this.#opened ??= this.#load();
    return this.#opened;
  }

  async #load(): Promise<Opened> {
    return this.#openState((await readState(this.#folder)) ?? emptyState(this.#url));
  }

  #openState(state: RepositoryState): Opened {
    const store = openPackStore(join(this.#folder, state.generation));
    const objects = createObjects({ fs: store.fs, gitdir: store.directory, cache: store.cache });
    return { state, store, objects };
  }

  /** The state as it is on disk now; the packs in memory stay if they are the same ones. */
  async #reopen(): Promise<Opened> {
    const opened = await this.#open();
    const state = await readState(this.#folder);
    opened.store.refresh();
    if (state === undefined) return opened;
    this.#opened = Promise.resolve(
      state.generation === opened.state.generation ? { ...opened, state } : this.#openState(state),
    );
    return await this.#opened;
  }

  async #startOver(): Promise<Opened> {
    this.#opened = Promise.resolve(this.#openState(emptyState(this.#url)));
    return await this.#opened;
  }
}

function find(state: RepositoryState, sha: string | undefined): StoredCommit | undefined {
  return state.commits.find((one) => one.sha === sha);
}

function isOurs(error: unknown): boolean {
  return codeOf(error) !== undefined;
}

/** A commit between two fetched ones is here, too, without being in the state. */
async function stored(objects: Objects, sha: string): Promise<StoredCommit | undefined> {
  return await objects.commit(sha).catch(() => undefined);
}

async function isFull(store: PackStore): Promise<boolean> {
  const { packs, bytes } = await store.size();
  return packs >= limits.packsMax || bytes > limits.packBytesMax;
}
