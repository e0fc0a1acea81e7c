import * as nodeFs from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import git, { Errors } from "isomorphic-git";
import { codeOf, messageOf, ReconcileError } from "../../errors.ts";
import type { Refs, Revision } from "../../source/revision.ts";
import { candidateRefs, selectRevision } from "../../source/source.ts";
import { createObjects, type Objects } from "./objects.ts";
import type { OpenRepository } from "./repository.ts";

/** Where a local repository keeps HEAD, and where its refs and objects (another place for a linked worktree). */
type Layout = { readonly headFolder: string; readonly gitdir: string };

/** A repository on the local disk, bare or not, read in place: committed objects only, never the work tree. */
export class LocalRepository implements OpenRepository {
  readonly #path: string;
  #opened: Promise<Layout & { readonly objects: Objects }> | undefined;

  constructor(path: string) {
    this.#path = resolve(path);
  }

  async resolve(targetRevision: string): Promise<Revision> {
    const refs = await this.#explained(() => this.#refs(targetRevision));
    const selected = selectRevision(refs, targetRevision, this.#path);
    const { objects } = await this.#open();
    // Reading a commit peels annotated tags.
    const { tree: _, ...revision } = await this.#commit(objects, selected.sha);
    return revision;
  }

  async read<T>(sha: string, reader: (objects: Objects, tree: string) => Promise<T>): Promise<T> {
    const { objects } = await this.#open();
    const { tree } = await this.#commit(objects, sha);
    return await this.#explained(() => reader(objects, tree));
  }

  startRound(): void {
    // Packs may be replaced by `git gc` between rounds.
    this.#opened = undefined;
  }

  async #refs(targetRevision: string): Promise<Refs> {
    const { headFolder, gitdir } = await this.#open();
    const head = await readHead(headFolder);
    const refs = new Map<string, string>();
    if (head.sha !== undefined) refs.set("HEAD", head.sha);
    // The default branch is always among them: an empty map says that there are no commits at all.
    const wanted = new Set([...candidateRefs("HEAD", head.ref), ...candidateRefs(targetRevision, head.ref)]);
    for (const ref of wanted) {
      const sha = ref === "HEAD" ? undefined : await resolveRef(gitdir, ref);
      if (sha !== undefined) refs.set(ref, sha);
    }
    return head.ref === undefined ? { refs } : { head: head.ref, refs };
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

  #open() {
    this.#opened ??= findLayout(this.#path).then((layout) => ({
      ...layout,
      objects: createObjects({ fs: nodeFs, gitdir: layout.gitdir, cache: {} }),
    }));
    return this.#opened;
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

async function findLayout(path: string): Promise<Layout> {
  const dotGit = join(path, ".git");
  const stats = await stat(dotGit).catch(() => undefined);
  if (stats?.isDirectory() === true) return { headFolder: dotGit, gitdir: dotGit };
  const folder = stats?.isFile() === true ? await followGitFile(dotGit) : path;
  if ((await readText(join(folder, "HEAD"))) === undefined)
    throw new ReconcileError(
      "REPOSITORY_UNREACHABLE",
      `Cannot read repository ${path}: there is no Git repository at that path`,
    );
  const common = await readText(join(folder, "commondir"));
  return { headFolder: folder, gitdir: common === undefined ? folder : resolve(folder, common) };
}

/** `.git` of a linked worktree or a submodule is a file that says where the real one is: gitrepository-layout(5). */
async function followGitFile(dotGit: string): Promise<string> {
  const target = /^gitdir: (.+)$/m.exec((await readText(dotGit)) ?? "")?.[1];
  return target === undefined ? dotGit : resolve(dirname(dotGit), target.trim());
}

async function readHead(folder: string): Promise<{ readonly ref?: string; readonly sha?: string }> {
  const text = (await readText(join(folder, "HEAD"))) ?? "";
  const ref = /^ref: (refs\/\S+)$/.exec(text)?.[1];
  if (ref !== undefined) return { ref };
  return /^[0-9a-f]{40}$/.test(text) ? { sha: text } : {};
}

async function resolveRef(gitdir: string, ref: string): Promise<string | undefined> {
  try {
    return await git.resolveRef({ fs: nodeFs, gitdir, ref });
  } catch (error) {
    if (error instanceof Errors.NotFoundError || error instanceof Errors.InvalidRefNameError)
      return undefined;
    throw error;
  }
}

async function readText(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
}
