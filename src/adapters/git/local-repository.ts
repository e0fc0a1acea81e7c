import * as nodeFs from "node:fs";
import { resolve } from "node:path";
import { codeOf, messageOf, ReconcileError } from "../../errors.ts";
import type { Revision } from "../../source/revision.ts";
import { LocalRefs } from "./local-refs.ts";
import { createObjects, type Objects } from "./objects.ts";
import type { OpenRepository } from "./repository.ts";

/** A repository on the local disk, bare or not, read in place: committed objects only, never the work tree. */
export class LocalRepository implements OpenRepository {
  readonly #path: string;
  readonly #refs: LocalRefs;
  #objects: Promise<Objects> | undefined;

  constructor(path: string) {
    this.#path = resolve(path);
    this.#refs = new LocalRefs(path);
  }

  async resolve(targetRevision: string): Promise<Revision> {
    const selected = await this.#refs.select(targetRevision);
    // Reading a commit peels annotated tags.
    const { tree: _, ...revision } = await this.#commit(await this.#open(), selected.sha);
    return revision;
  }

  async read<T>(sha: string, reader: (objects: Objects, tree: string) => Promise<T>): Promise<T> {
    const objects = await this.#open();
    const { tree } = await this.#commit(objects, sha);
    return await this.#explained(() => reader(objects, tree));
  }

  startRound(): void {
    this.#refs.startRound();
    // Packs may be replaced by `git gc` between rounds.
    this.#objects = undefined;
  }

  async #commit(objects: Objects, sha: string) {
    try {
      return await objects.commit(sha);
    } catch (cause) {
      throw new ReconcileError(
        "REVISION_NOT_FOUND",
        `Cannot read commit ${sha} of ${this.#path}: ${messageOf(cause)}; write a branch, a tag or a commit that is there`,
        { cause },
      );
    }
  }

  #open(): Promise<Objects> {
    this.#objects ??= this.#refs
      .layout()
      .then(({ gitdir }) => createObjects({ fs: nodeFs, gitdir, cache: {} }));
    return this.#objects;
  }

  async #explained<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (cause) {
      if (codeOf(cause) !== undefined) throw cause;
      throw new ReconcileError("REPOSITORY_UNREACHABLE", `Cannot read ${this.#path}: ${messageOf(cause)}`, {
        cause,
      });
    }
  }
}
