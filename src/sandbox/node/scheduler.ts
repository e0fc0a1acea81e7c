import { equalJson } from "../../kube/canonical-json.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Context, Controller, Place } from "../controllers/context.ts";
import { hasEnded, nodeOf } from "../controllers/pod-state.ts";
import { objectAt, objectsAt, textAt } from "../controllers/values.ts";
import { itself, placeOf } from "../controllers/watches.ts";
import { read, writeStatus } from "../controllers/write.ts";
import { whyNot } from "./node-fit.ts";

const source = "default-scheduler";

/** Puts pods on nodes. */
export const scheduler: Controller = {
  name: source,
  rank: 0,
  watches: {
    "/pods": (event, context) =>
      event.type === "DELETED" || nodeOf(event.object) !== "" ? [] : itself(event, context),
    "/persistentvolumeclaims": ({ object }, context) =>
      [...context.podsIn(object.metadata.namespace ?? "")].filter((pod) => nodeOf(pod) === "").map(placeOf),
    "/nodes": (_event, { state }) =>
      state.store
        .list("/pods")
        .filter((pod) => nodeOf(pod) === "")
        .map(placeOf),
  },
  reconcile,
};

function reconcile(context: Context, place: Place): void {
  const pod = read(context.state, "/pods", place);
  if (
    pod === undefined ||
    nodeOf(pod) !== "" ||
    hasEnded(pod) ||
    pod.metadata.deletionTimestamp !== undefined
  )
    return;
  const spec = objectAt(pod, "spec");
  if ((textAt(spec, "schedulerName") || source) !== source) return;
  if (objectsAt(spec, "schedulingGates").length > 0) {
    refuse(context, pod, {
      reason: "SchedulingGated",
      message: "Scheduling is blocked due to non-empty scheduling gates",
    });
    return;
  }
  const nodes = context.state.store.list("/nodes");
  const trouble = troubleWithClaims(context, pod);
  if (trouble !== undefined) {
    fail(context, pod, `0/${nodes.length} nodes are available: ${trouble}. not found`);
    return;
  }
  const reasons = nodes.map((node) => whyNot(spec, node));
  const node = nodes.find((_, index) => reasons[index] === undefined);
  if (node === undefined) {
    fail(context, pod, toMessage(reasons));
    return;
  }
  bind(context, pod, node.metadata.name);
}

function fail(context: Context, pod: KubeObject, message: string): void {
  refuse(context, pod, { reason: "Unschedulable", message });
  context.tell({ about: pod, source, type: "Warning", reason: "FailedScheduling", message });
}

/** A pod waits for its claims to be bound. */
function troubleWithClaims({ state }: Context, pod: KubeObject): string | undefined {
  const { namespace = "" } = pod.metadata;
  for (const volume of objectsAt(pod, "spec", "volumes")) {
    const name = textAt(volume, "persistentVolumeClaim", "claimName");
    if (name === "") continue;
    const claim = read(state, "/persistentvolumeclaims", { namespace, name });
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
    if (readField(claim, "status", "phase") !== "Bound")
      return "pod has unbound immediate PersistentVolumeClaims";
  }
  return undefined;
}

/** A binding is the server's own write: nobody owns what it sets (pkg/registry/core/pod/storage/storage.go, setPodHostAndAnnotations). */
function bind(context: Context, pod: KubeObject, nodeName: string): void {
  const others = objectsAt(pod, "status", "conditions").filter(({ type }) => type !== "PodScheduled");
  const scheduled = toCondition(context, pod, { status: "True" });
  const spec = { ...objectAt(pod, "spec"), nodeName };
  const status = { ...objectAt(pod, "status"), conditions: [...others, scheduled] };
  context.state.store.write("/pods", { ...pod, spec, status });
  const message = `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${nodeName}`;
  context.tell({ about: pod, source, reason: "Scheduled", message });
}

function refuse(
  context: Context,
  pod: KubeObject,
  why: { readonly reason: string; readonly message: string },
): void {
  const conditions = objectsAt(pod, "status", "conditions");
  const before = conditions.find(({ type }) => type === "PodScheduled");
  if (equalJson({ ...why, status: "False" }, pick(before))) return;
  const others = conditions.filter(({ type }) => type !== "PodScheduled");
  const condition = toCondition(context, pod, { ...why, status: "False" });
  const status = { ...objectAt(pod, "status"), conditions: [...others, condition] };
  writeStatus(context.state, "/pods", { before: pod, after: { ...pod, status }, manager: "kube-scheduler" });
}

function pick(condition: JsonObject = {}): JsonObject {
  const { reason, message, status } = condition;
  return { reason, message, status };
}

function toCondition(context: Context, pod: KubeObject, rest: JsonObject): JsonObject {
  const { generation = 1 } = pod.metadata;
  return {
    type: "PodScheduled",
    observedGeneration: generation,
    lastProbeTime: null,
    lastTransitionTime: context.time(),
    ...rest,
  };
}

function toMessage(reasons: readonly (string | undefined)[]): string {
  const total = reasons.length;
  if (total === 0) return "no nodes available to schedule pods";
  const counts = [...Map.groupBy(reasons, (reason) => reason ?? "")].map(
    ([reason, same]) => `${same.length} ${reason}`,
  );
  const none = `0/${total} nodes are available`;
  const preemption = `no new claims to deallocate, preemption: ${none}: ${total} Preemption is not helpful for scheduling.`;
  return `${none}: ${counts.sort().join(", ")}. ${preemption}`;
}
