/**
 * Controllers: they do to objects what the controllers, the scheduler and the kubelets of a cluster do, but that nothing runs.
 *
 * In: every change of the store. Out: objects that others own, and statuses. Each controller names the storages it watches and
 * which of its objects a change concerns; these wait in a queue, each once, and are brought nearer to what their spec says.
 * - run-controllers.ts runs them, within the request that made the change or on timers; work-queue.ts keeps their clock.
 * - Workloads are here; ../node has the scheduler and the kubelet, ../services the addresses, ../upkeep the rest.
 * - The annotation `sandbox.outrigger.dev/health: progressing | degraded` keeps a workload from being healthy,
 *   `sandbox.outrigger.dev/job: fail` makes a Job fail, and an image `fail/…` cannot be pulled.
 */
import type { ClusterState } from "../cluster/cluster.ts";
import { cronJobs } from "../jobs/cron-jobs.ts";
import { jobs } from "../jobs/jobs.ts";
import { kubelet } from "../node/kubelet.ts";
import { scheduler } from "../node/scheduler.ts";
import { ingressAddresses, loadBalancers } from "../services/addresses.ts";
import { endpoints } from "../services/endpoints.ts";
import { autoscalers } from "../upkeep/autoscalers.ts";
import { disruptionBudgets } from "../upkeep/disruption-budgets.ts";
import { namespaceContents } from "../upkeep/namespace-contents.ts";
import { nodeTaints } from "../upkeep/node-taints.ts";
import { quotas } from "../upkeep/quotas.ts";
import { roleAggregation } from "../upkeep/role-aggregation.ts";
import { persistentVolumes, volumeClaims } from "../upkeep/volume-claims.ts";
import type { Controller } from "./context.ts";
import { daemonSets } from "./daemon-sets.ts";
import { deployments } from "./deployments.ts";
import { replicaSets, replicationControllers } from "./replica-sets.ts";
import { type ControllerOptions, type RunningControllers, runControllers } from "./run-controllers.ts";
import { statefulSets } from "./stateful-sets.ts";

const all: readonly Controller[] = [
  namespaceContents,
  nodeTaints,
  scheduler,
  kubelet,
  volumeClaims,
  persistentVolumes,
  replicaSets,
  replicationControllers,
  statefulSets,
  daemonSets,
  jobs,
  deployments,
  cronJobs,
  endpoints,
  loadBalancers,
  ingressAddresses,
  autoscalers,
  disruptionBudgets,
  quotas,
  roleAggregation,
];

/** Starts all controllers; `stop` drops what they still wanted to do. */
export function startControllers(state: ClusterState, options: ControllerOptions): RunningControllers {
  return runControllers(state, all, options);
}
