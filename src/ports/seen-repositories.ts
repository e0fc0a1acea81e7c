import type { ApplicationName } from "../application/application.ts";
import type { Watch } from "../source/watch.ts";

/** Commits by targetRevision. */
export type SeenHeads = Readonly<Record<string, string>>;

export type WatchingApplication = { readonly name: ApplicationName; readonly watch: Watch };

/** What was last seen of the repositories that applications use (REPO#url). URLs are compared by normalizeRepositoryUrl. */
export interface SeenRepositories {
  /** Notes that a repository is in use; harmless if it was known. */
  add(repoUrl: string): Promise<void>;
  /** URLs in use, as they were added; sorted. */
  list(): Promise<readonly string[]>;
  readHeads(repoUrl: string): Promise<SeenHeads>;
  /** Replaces the heads; those that are not named are forgotten. */
  saveHeads(repoUrl: string, heads: SeenHeads): Promise<void>;
  /** Applications whose HEAD watches this repository. A hint: the index may lag. */
  applications(repoUrl: string): Promise<readonly WatchingApplication[]>;
}
