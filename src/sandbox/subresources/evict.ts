import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObject } from "../../kube/values.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import { deleteObject } from "../cluster/delete-object.ts";
import { type ObjectRequest, requireObject } from "../cluster/request.ts";
import { badRequest, StatusError } from "../cluster/status-error.ts";
import { selects } from "../controllers/label-selector.ts";
import { createdStatus } from "./success.ts";

/** Answers a POST of an Eviction: the pod is deleted, unless a disruption budget forbids it (429). */
export function evict(state: ClusterState, request: ObjectRequest): JsonObject {
  const { body, name } = request;
  const given = readField(body, "metadata", "name") ?? "";
  if (given !== "" && given !== name) throw badRequest("name in URL does not match name in Eviction object");
  const pod = requireObject(state, request);
  checkBudgets(state, pod);
  const options = readField(body, "deleteOptions");
  const dryRun = request.dryRun || isDryRun(options);
  deleteObject(state, { ...request, subresource: "", dryRun, body: options ?? {} });
  return createdStatus;
}

function isDryRun(options: Json | undefined): boolean {
  const values = readField(options, "dryRun");
  return Array.isArray(values) && values.includes("All");
}

/** A pod that runs nothing yet, or no longer, is not what a budget protects: pkg/registry/core/pod/storage/eviction.go. */
function checkBudgets(state: ClusterState, pod: KubeObject): void {
  const phase = readField(pod, "status", "phase");
  if (phase !== "Running" || pod.metadata.deletionTimestamp !== undefined) return;
  const budgets = state.store
    .list("policy/poddisruptionbudgets", pod.metadata.namespace ?? "")
    .filter((budget) => selects(readField(budget, "spec", "selector"), pod.metadata.labels));
  if (budgets.length > 1) {
    const why =
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
    throw new StatusError({ code: 500, reason: "InternalError" }, why);
  }
  const [budget] = budgets;
  if (budget !== undefined) checkBudget(budget);
}

function checkBudget(budget: KubeObject): void {
  const status: JsonObject = asObject(budget["status"]);
  const { disruptionsAllowed = 0, desiredHealthy = 0, currentHealthy = 0 } = status;
  if (Number(disruptionsAllowed) > 0) return;
  const { name } = budget.metadata;
  const message = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  const causes = [{ reason: "DisruptionBudget", message }];
  throw new StatusError(
    { code: 429, reason: "TooManyRequests", details: { causes } },
    "Cannot evict pod as it would violate the pod's disruption budget.",
  );
}
