import type { RetryPolicy } from "../application/sync-policy.ts";
import type { JsonObject } from "../kube/json.ts";
import type { Initiator } from "../sync/operation.ts";
import type { SyncChoices } from "../sync/sync-choices.ts";

/** What was asked for with a sync, by whom. */
export type AskedSync = {
  readonly initiatedBy: Initiator;
  readonly prune: boolean;
  readonly choices?: SyncChoices | undefined;
  /** The commit, once it is known. */
  readonly revision?: string;
};

/** Makes an Application's `operation` in Argo CD's shape: what was asked for, and no more. */
export function toArgoOperation(asked: AskedSync): JsonObject {
  const { initiatedBy, prune, choices = {}, revision = choices.revision } = asked;
  const { infos = [], retry } = choices;
  return {
    initiatedBy: toArgoInitiator(initiatedBy),
    sync: { ...(revision === undefined ? {} : { revision }), prune, ...toSyncFields(choices) },
    ...(infos.length === 0 ? {} : { info: infos.map(({ name, value }) => ({ name, value })) }),
    ...(retry === undefined ? {} : { retry: toArgoRetry(retry) }),
  };
}

/** Says who started a sync, in Argo CD's shape. */
export function toArgoInitiator({ username, automated }: Initiator): JsonObject {
  return automated ? { automated } : { username };
}

/** Makes a source in Argo CD's shape: where it is, and not with which parameters. */
export function toArgoSource(source: {
  readonly repoUrl: string;
  readonly path: string;
  readonly targetRevision: string;
}): JsonObject {
  return { repoURL: source.repoUrl, path: source.path, targetRevision: source.targetRevision };
}

function toSyncFields(choices: SyncChoices): JsonObject {
  const { dryRun, resources = [], labels, syncOptions = [], source, strategy = "hook", force } = choices;
  return {
    ...(dryRun === true ? { dryRun } : {}),
    ...(resources.length === 0 ? {} : { resources: resources.map((selector) => ({ ...selector })) }),
    ...(labels === undefined ? {} : { labels }),
    ...(syncOptions.length === 0 ? {} : { syncOptions: [...syncOptions] }),
    ...(source === undefined ? {} : { source: toArgoSource(source) }),
    syncStrategy: { [strategy]: force === true ? { force } : {} },
  };
}

function toArgoRetry({ limit, durationMs, factor, maxDurationMs, refresh }: RetryPolicy): JsonObject {
  const backoff = { duration: toText(durationMs), factor, maxDuration: toText(maxDurationMs) };
  return { limit, backoff, ...(refresh === true ? { refresh } : {}) };
}

/** A duration as Go reads it. */
function toText(milliseconds: number): string {
  return milliseconds % 1_000 === 0 ? `${milliseconds / 1_000}s` : `${milliseconds}ms`;
}
