import type { JsonObject } from "../kube/json.ts";
import type { TaskResult } from "../sync/operation.ts";
import type { ApplicationBulk, ResourceStatus } from "./bulk.ts";
import type { ApplicationState, HistoryEntry, OperationSummary } from "./state.ts";

/** Makes the `status` of an Application in Argo CD's shape, for programs that know that shape. */
export function toArgoStatus(
  state: ApplicationState | undefined,
  bulk: ApplicationBulk | undefined,
): JsonObject {
  const operation = state?.operation ?? state?.lastOperation;
  return {
    sync: { status: state?.sync.status ?? "Unknown", revision: state?.sync.revision ?? "" },
    health: { ...(state?.health ?? { status: "Unknown" }) },
    ...(operation === undefined ? {} : { operationState: toOperationState(operation, bulk?.results ?? []) }),
    conditions: (state?.conditions ?? []).map(({ type, message, since }) => ({
      type,
      message,
      lastTransitionTime: toTime(since),
    })),
    resources: (bulk?.resources ?? []).map(toResource),
    history: (state?.history ?? []).map(toHistory),
  };
}

function toOperationState(operation: OperationSummary, results: readonly TaskResult[]): JsonObject {
  const { initiatedBy, revision, prune } = operation;
  return {
    phase: operation.phase,
    message: operation.message,
    startedAt: toTime(operation.startedAt),
    ...(operation.finishedAt === undefined ? {} : { finishedAt: toTime(operation.finishedAt) }),
    retryCount: operation.retries,
    operation: {
      initiatedBy: toInitiator(initiatedBy),
      sync: { revision: revision.sha, prune },
    },
    syncResult: { revision: revision.sha, resources: results.map(toResultLine) },
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
  const { group, version, kind, namespace, name, status, health, wave, requiresPruning } = resource;
  return {
    ...(group === "" ? {} : { group }),
    version,
    kind,
    ...(namespace === "" ? {} : { namespace }),
    name,
    status,
    ...(health === undefined ? {} : { health: { ...health } }),
    ...(wave === 0 ? {} : { syncWave: wave }),
    ...(requiresPruning ? { requiresPruning } : {}),
  };
}

function toHistory({ source, ...entry }: HistoryEntry): JsonObject {
  return {
    id: entry.id,
    revision: entry.revision,
    deployedAt: toTime(entry.deployedAt),
    deployStartedAt: toTime(entry.deployStartedAt),
    initiatedBy: toInitiator(entry.initiatedBy),
    source: { repoURL: source.repoUrl, path: source.path, targetRevision: source.targetRevision },
  };
}

function toInitiator({ username, automated }: HistoryEntry["initiatedBy"]): JsonObject {
  return automated ? { automated } : { username };
}

/** Kubernetes' time format: RFC 3339 in UTC, whole seconds. */
function toTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
