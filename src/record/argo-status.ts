import type { JsonObject } from "../kube/json.ts";
import { formatTime } from "../kube/time.ts";
import type { TaskResult } from "../sync/operation.ts";
import { toArgoInitiator, toArgoOperation, toArgoSource } from "./argo-operation.ts";
import type { ApplicationBulk, ResourceStatus } from "./bulk.ts";
import type { HealthChange } from "./health-changes.ts";
import type { ApplicationState, HistoryEntry, OperationSummary } from "./state.ts";

/** Makes the `status` of an Application in Argo CD's shape, for programs that know that shape. */
export function toArgoStatus(
  state: ApplicationState | undefined,
  bulk: ApplicationBulk | undefined,
): JsonObject {
  const operation = state?.operation ?? state?.lastOperation;
  return {
    sync: { status: state?.sync.status ?? "Unknown", revision: state?.sync.revision ?? "" },
    health: toHealthStatus(state),
    ...(operation === undefined ? {} : { operationState: toOperationState(operation, bulk?.results ?? []) }),
    conditions: (state?.conditions ?? []).map(({ type, message, since }) => ({
      type,
      message,
      lastTransitionTime: formatTime(since),
    })),
    resources: (bulk?.resources ?? []).map(toResource),
    history: (state?.history ?? []).map(toHistory),
    // Ours: when health changed, and why.
    ...(state?.healthChanges === undefined
      ? {}
      : { healthHistory: state.healthChanges.map(toHealthHistory) }),
  };
}

function toHealthStatus(state: ApplicationState | undefined): JsonObject {
  const since = state?.healthChanges?.[0]?.since;
  return {
    ...(state?.health ?? { status: "Unknown" }),
    ...(since === undefined ? {} : { lastTransitionTime: formatTime(since) }),
  };
}

function toHealthHistory({ status, message, since }: HealthChange): JsonObject {
  return { status, ...(message === undefined ? {} : { message }), since: formatTime(since) };
}

function toOperationState(operation: OperationSummary, results: readonly TaskResult[]): JsonObject {
  const revision = operation.revision.sha;
  return {
    // Ours, and the key of the sync record: two operations may begin in one second.
    id: operation.id,
    phase: operation.phase,
    message: operation.message,
    startedAt: formatTime(operation.startedAt),
    ...(operation.finishedAt === undefined ? {} : { finishedAt: formatTime(operation.finishedAt) }),
    retryCount: operation.retries,
    operation: toArgoOperation({ ...operation, revision }),
    syncResult: { revision, resources: results.map(toResultLine) },
  };
}

function toResultLine(result: TaskResult): JsonObject {
  const { group, kind, namespace, name, message, syncPhase } = result;
  return {
    group,
    kind,
    namespace,
    name,
    syncPhase,
    message,
    ...(result.code === undefined ? {} : { status: result.code }),
    ...(result.hook ? { hookType: syncPhase, hookPhase: result.phase } : {}),
  };
}

function toResource(resource: ResourceStatus): JsonObject {
  const { status, health, wave, requiresPruning } = resource;
  return {
    ...toResourceRef(resource),
    status,
    ...(health === undefined ? {} : { health: { ...health } }),
    ...(wave === 0 ? {} : { syncWave: wave }),
    ...(requiresPruning ? { requiresPruning } : {}),
  };
}

/** Says which object it is, as Argo CD does wherever it shows one. */
export function toResourceRef({ group, version, kind, namespace, name }: ResourceStatus): JsonObject {
  return {
    ...(group === "" ? {} : { group }),
    version,
    kind,
    ...(namespace === "" ? {} : { namespace }),
    name,
  };
}

function toHistory({ source, ...entry }: HistoryEntry): JsonObject {
  return {
    id: entry.id,
    revision: entry.revision,
    deployedAt: formatTime(entry.deployedAt),
    deployStartedAt: formatTime(entry.deployStartedAt),
    initiatedBy: toArgoInitiator(entry.initiatedBy),
    source: toArgoSource(source),
  };
}
