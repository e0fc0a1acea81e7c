import type { ApplicationSource } from "../application/application-source.ts";
import type { RetryPolicy } from "../application/sync-policy.ts";

/** What a person chose for one sync in place of what the application says; all of it is kept with the operation. */
export type SyncChoices = {
  /** A branch, tag or commit in place of the target revision. */
  readonly revision?: string;
  /** In place of the application's own source: a rollback's. */
  readonly source?: ApplicationSource;
  /** Ask the API server, and write nothing. */
  readonly dryRun?: true;
  /** Only these objects, and no hooks. */
  readonly resources?: readonly ResourceSelector[];
  /** Only objects whose labels a selector of Kubernetes matches, and no hooks. */
  readonly labels?: string;
  /** `apply`: no hooks. */
  readonly strategy?: "apply" | "hook";
  /** Delete and create again where an apply or a replace is refused. */
  readonly force?: true;
  /** Sync options laid over the application's own, as in its spec. */
  readonly syncOptions?: readonly string[];
  readonly retry?: RetryPolicy;
  /** What a person notes down with it; nothing here reads them. */
  readonly infos?: readonly SyncInfo[];
  /** The history entry that a rollback goes back to. */
  readonly rollbackTo?: number;
  /** With a rollback: the application is kept there until then, milliseconds since 1970; undefined: until it is released. */
  readonly pinUntil?: number;
};

/** One note, Argo CD's `--info NAME=VALUE`. */
export type SyncInfo = { readonly name: string; readonly value: string };

/** Argo CD's `--resource [!]GROUP:KIND:[NAMESPACE/]NAME`; each part may be a glob. */
export type ResourceSelector = {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** All but these. */
  readonly exclude?: true;
};
