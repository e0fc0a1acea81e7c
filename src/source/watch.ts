import { createHash } from "node:crypto";

/** What an application reads of its repository, as its last render found it. */
export type Watch = {
  readonly repoUrl: string;
  readonly targetRevision: string;
  /** Commit of the last render; "" where there was none. */
  readonly sha: string;
  /**
   * Folders that were read, and the id of what each held then; in their place, with a leading "/", the paths that people name.
   * Empty where nothing was rendered.
   */
  readonly reads: Readonly<Record<string, string>>;
};

type Entry = { readonly path: string; readonly oid: string; readonly type: string };

/** Gives the id of a folder: equal ids, equal contents. `entries` as the Git port lists them; undefined: no such folder. */
export function toFolderId(entries: readonly Entry[] | undefined): string {
  if (entries === undefined) return "-";
  const hash = createHash("sha256");
  // A path of Git may hold a line end, never a NUL: so no path can pass for two entries.
  for (const { path, oid, type } of entries) hash.update(`${type} ${oid} ${path}\0`);
  return hash.digest("base64url").slice(0, 22);
}

/** Tells whether a commit changes what an application reads; what was never rendered is touched by every commit. */
export function isTouched(watch: Watch, folderIds: ReadonlyMap<string, string>): boolean {
  const reads = Object.entries(watch.reads);
  return reads.length === 0 || reads.some(([path, id]) => folderIds.get(path) !== id);
}
