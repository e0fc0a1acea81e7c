/**
 * Controllers: they give workloads and jobs the status that a cluster with enough room would.
 *
 * In: every object that is stored. Out: writes of its status, at once or after `delayMs`.
 * - Deployment, ReplicaSet, StatefulSet, DaemonSet: all replicas available; the annotation
 *   `sandbox.outrigger.dev/health: progressing | degraded` keeps one from that.
 * - Job: complete; the annotation `sandbox.outrigger.dev/job: fail` makes it fail, `progressing` as above keeps it running.
 * Everything else has no status; there are no pods.
 */
import { equalJson } from "../../kube/canonical-json.ts";
import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { withoutOwners } from "../cluster/apply-object.ts";
import type { Change, ClusterState } from "../cluster/cluster.ts";
import { commit, toTime } from "../cluster/commit.ts";
import { apiVersionOf, storageOf } from "../cluster/kind.ts";
import { toOwners } from "../ownership/managers.ts";
import { update } from "../ownership/update.ts";
import { jobStatus } from "./job-status.ts";
import { daemonSetStatus, deploymentStatus, replicaSetStatus, statefulSetStatus } from "./workload-status.ts";

/** Gives the status an object should have at a time; undefined: it may stay as it is. */
export type StatusOf = (object: KubeObject, time: string) => JsonObject;

const statusOf: ReadonlyMap<string, StatusOf> = new Map([
  ["apps/deployments", deploymentStatus],
  ["apps/replicasets", replicaSetStatus],
  ["apps/statefulsets", statefulSetStatus],
  ["apps/daemonsets", daemonSetStatus],
  ["batch/jobs", jobStatus],
]);

/** Starts the controllers; `stop` drops what they still wanted to write. */
export function startControllers(state: ClusterState, delayMs: number): { stop(): void } {
  const timers = new Set<NodeJS.Timeout>();
  state.watchers.push((change) => {
    if (!statusOf.has(storageOf(change.kind))) return;
    if (delayMs === 0) {
      writeStatus(state, change);
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      writeStatus(state, change);
    }, delayMs);
    timers.add(timer.unref());
  });
  return {
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function writeStatus(state: ClusterState, { kind, object }: Change): void {
  const { namespace = "", name, uid } = object.metadata;
  const before = state.store.read(storageOf(kind), namespace, name);
  const toStatus = statusOf.get(storageOf(kind));
  if (before === undefined || before.metadata.uid !== uid || toStatus === undefined) return;
  const time = toTime(state.now());
  const status = toStatus(before, time);
  if (equalJson(withoutTimes(status), withoutTimes(before["status"]))) return;
  const after = { ...withoutOwners(before), status };
  const writer = {
    manager: "kube-controller-manager",
    apiVersion: apiVersionOf(kind),
    subresource: "status",
    time,
  };
  const owners = update({
    before: withoutOwners(before),
    after,
    type: kind.type,
    owners: toOwners(before),
    writer,
    withoutStatus: false,
  });
  commit(state, { kind, before, after, owners, dryRun: false, isStatus: true });
}

const timeField = /Time$/;

/** A status that differs in times only is the same: else each look would write a new one. */
function withoutTimes(status: unknown): JsonObject {
  const text = JSON.stringify(status ?? null, (name, value) => (timeField.test(name) ? undefined : value));
  return { status: JSON.parse(text) };
}
