import { ReconcileError } from "../../errors.ts";
import type { JsonObject } from "../../kube/json.ts";
import { parseResourceFlag } from "./resource-flag.ts";

/** The flags of `outrigger app sync` that say what is synced and how; durations in milliseconds. */
export type SyncFlags = {
  readonly revision?: string;
  readonly resource?: readonly string[];
  readonly label?: readonly string[];
  readonly prune?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly replace?: boolean;
  readonly serverSide?: boolean;
  readonly applyOutOfSyncOnly?: boolean;
  readonly strategy?: "apply" | "hook";
  readonly info?: readonly string[];
  readonly retryLimit?: number;
  readonly retryRefresh?: boolean;
  readonly retryBackoffDuration?: number;
  readonly retryBackoffMaxDuration?: number;
  readonly retryBackoffFactor?: number;
};

/** Makes the body of a sync request, in Argo CD's words; throws CONFIG_INVALID where a flag cannot be read. */
export function toSyncBody(flags: SyncFlags): JsonObject {
  const { revision, resource = [], label = [], info = [] } = flags;
  const options = toOptions(flags);
  return {
    ...(revision === undefined ? {} : { revision }),
    prune: flags.prune === true,
    dryRun: flags.dryRun === true,
    strategy: { [flags.strategy ?? "hook"]: { force: flags.force === true } },
    ...(resource.length === 0 ? {} : { resources: resource.map(parseResourceFlag) }),
    ...(label.length === 0 ? {} : { labels: label.join(",") }),
    ...(info.length === 0 ? {} : { infos: info.map(toInfo) }),
    ...(options.length === 0 ? {} : { syncOptions: { items: options } }),
    ...toRetry(flags),
  };
}

function toOptions({ replace, serverSide, applyOutOfSyncOnly }: SyncFlags): readonly string[] {
  return [
    ...(replace === true ? ["Replace=true"] : []),
    ...(serverSide === true ? ["ServerSideApply=true"] : []),
    ...(applyOutOfSyncOnly === true ? ["ApplyOutOfSyncOnly=true"] : []),
  ];
}

/** Without a limit there are no retries to pause between, as in Argo CD. */
function toRetry(flags: SyncFlags): JsonObject {
  const { retryLimit = 0, retryRefresh, retryBackoffFactor: factor } = flags;
  if (retryLimit === 0) return {};
  const backoff = {
    ...toDuration("duration", flags.retryBackoffDuration),
    ...toDuration("maxDuration", flags.retryBackoffMaxDuration),
    ...(factor === undefined ? {} : { factor }),
  };
  return {
    retryStrategy: { limit: retryLimit, backoff, ...(retryRefresh === true ? { refresh: true } : {}) },
  };
}

function toDuration(name: string, milliseconds: number | undefined): JsonObject {
  return milliseconds === undefined ? {} : { [name]: `${milliseconds}ms` };
}

function toInfo(text: string): JsonObject {
  const [name, value] = splitPair(text, "--info");
  return { name, value };
}

/** Splits NAME=VALUE, of which the value may hold more of the signs; throws CONFIG_INVALID. */
export function splitPair(text: string, flag: string): readonly [string, string] {
  const index = text.indexOf("=");
  if (index > 0) return [text.slice(0, index), text.slice(index + 1)];
  // A value may be secret, so it is not told.
  throw new ReconcileError("CONFIG_INVALID", `Cannot read ${flag}: write NAME=VALUE`);
}
