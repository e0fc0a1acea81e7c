import type { Revision } from "../../source/revision.ts";
import type { SelectedRevision } from "../../source/source.ts";
import type { Objects } from "./objects.ts";

/** One repository as git.ts uses it, over HTTP or on the local disk. */
export interface OpenRepository {
  resolve(targetRevision: string): Promise<Revision>;
  /** Runs a reader over the objects of a commit, which are fetched first if they are not here. */
  read<T>(sha: string, reader: (objects: Objects, tree: string) => Promise<T>): Promise<T>;
  /** Forgets what was listed, and the packs in memory if nobody read them since the last round. */
  startRound(): void;
}

/** The refs of one repository, without its objects. */
export interface RefSource {
  /** What a targetRevision is now; a full SHA is taken as it is, for only the objects could tell what it names. */
  select(targetRevision: string): Promise<SelectedRevision>;
  /** Forgets what was listed. */
  startRound(): void;
}
