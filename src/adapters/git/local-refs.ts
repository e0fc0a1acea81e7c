import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { inflateSync } from "node:zlib";
import { ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import { refNameProblem } from "../../source/ref-name.ts";
import type { Refs } from "../../source/revision.ts";
import { candidateRefs, type SelectedRevision, selectRevision } from "../../source/source.ts";
import type { RefSource } from "./repository.ts";

/** Where a local repository keeps HEAD, and where its refs and objects (another place for a linked worktree). */
export type Layout = { readonly headFolder: string; readonly gitdir: string };

type FoundRef = { readonly sha: string; readonly peeled?: string };

/**
 * The refs of a repository on the local disk, read from its files: gitrepository-layout(5). An annotated tag is its commit
 * where `git pack-refs` wrote that down or the tag lies loose; else it stays the tag's own SHA, which is in a pack.
 */
export class LocalRefs implements RefSource {
  readonly #path: string;
  #layout: Promise<Layout> | undefined;

  constructor(path: string) {
    this.#path = resolve(path);
  }

  async select(targetRevision: string): Promise<SelectedRevision> {
    const { gitdir } = await this.layout();
    const selected = selectRevision(await this.#refs(targetRevision), targetRevision, this.#path);
    const isTag = selected.ref?.startsWith("refs/tags/") === true;
    return isTag ? { ...selected, sha: await peelLoose(gitdir, selected.sha) } : selected;
  }

  /** Where things are. Throws REPOSITORY_UNREACHABLE where no repository is. */
  layout(): Promise<Layout> {
    this.#layout ??= findLayout(this.#path);
    return this.#layout;
  }

  startRound(): void {
    this.#layout = undefined;
  }

  async #refs(targetRevision: string): Promise<Refs> {
    const { headFolder, gitdir } = await this.layout();
    const head = await readHead(headFolder);
    const refs = new Map<string, string>();
    if (head.sha !== undefined) refs.set("HEAD", head.sha);
    // The default branch is always among them: an empty map says that there are no commits at all.
    const wanted = new Set([...candidateRefs("HEAD", head.ref), ...candidateRefs(targetRevision, head.ref)]);
    for (const ref of wanted) {
      const found = ref === "HEAD" ? undefined : await readRef(gitdir, ref);
      if (found !== undefined) refs.set(ref, found.peeled ?? found.sha);
    }
    return head.ref === undefined ? { refs } : { head: head.ref, refs };
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
  return isSha(text) ? { sha: text } : {};
}

/** A loose ref goes before a packed one: git moves them that way, and deletes the loose one last. */
async function readRef(gitdir: string, ref: string, hops = 0): Promise<FoundRef | undefined> {
  // A name from outside becomes a path here.
  if (refNameProblem(ref) !== undefined || hops > limits.symlinkHopsMax) return undefined;
  const text = await readText(join(gitdir, ref));
  if (text !== undefined && isSha(text)) return { sha: text };
  const target = /^ref: (refs\/\S+)$/.exec(text ?? "")?.[1];
  if (target !== undefined) return await readRef(gitdir, target, hops + 1);
  return findPacked((await readText(join(gitdir, "packed-refs"))) ?? "", ref);
}

/** Lines of packed-refs are `<sha> <ref>`, after an annotated tag one of `^<sha>`: git-pack-refs(1). */
function findPacked(text: string, ref: string): FoundRef | undefined {
  const at = `${text}\n`.indexOf(` ${ref}\n`);
  const sha = text.slice(Math.max(0, at - 40), Math.max(0, at));
  if (!isSha(sha)) return undefined;
  const next = text.slice(at + ref.length + 2).split("\n", 1)[0] ?? "";
  return /^\^[0-9a-f]{40}$/.test(next) ? { sha, peeled: next.slice(1) } : { sha };
}

/** No tag is that long; what is longer is a blob that somebody tagged. */
const tagBytesMax = 1024 * 1024;

async function peelLoose(gitdir: string, sha: string): Promise<string> {
  let peeled = sha;
  for (let hops = 0; hops <= limits.symlinkHopsMax; hops += 1) {
    const path = join(gitdir, "objects", peeled.slice(0, 2), peeled.slice(2));
    const target = /^tag \d+\0object ([0-9a-f]{40})\n/.exec(await readLoose(path))?.[1];
    if (target === undefined) return peeled;
    peeled = target;
  }
  return sha;
}

async function readLoose(path: string): Promise<string> {
  try {
    return inflateSync(await readFile(path), { maxOutputLength: tagBytesMax }).toString("latin1");
  } catch {
    return ""; // packed, damaged or no tag: whoever reads the object finds out
  }
}

function isSha(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

async function readText(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
}
