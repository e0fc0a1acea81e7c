import { equalJson } from "../../kube/canonical-json.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Context, Controller, Place } from "../controllers/context.ts";
import { objectAt, objectsAt } from "../controllers/values.ts";
import { itself } from "../controllers/watches.ts";
import { read, replace } from "../controllers/write.ts";

// pkg/controller/nodelifecycle/node_lifecycle_controller.go, nodeConditionToTaintKeyStatusMap.
const taintOfCondition: readonly (readonly [type: string, status: string, key: string])[] = [
  ["Ready", "False", "not-ready"],
  ["Ready", "Unknown", "unreachable"],
  ["MemoryPressure", "True", "memory-pressure"],
  ["DiskPressure", "True", "disk-pressure"],
  ["NetworkUnavailable", "True", "network-unavailable"],
  ["PIDPressure", "True", "pid-pressure"],
];
const prefix = "node.kubernetes.io/";
const own: ReadonlySet<string> = new Set([...taintOfCondition.map(([, , key]) => key), "unschedulable"]);

/** Keeps pods off nodes that say that something ails them, or that somebody has closed. */
export const nodeTaints: Controller = {
  name: "node-lifecycle-controller",
  rank: 0,
  watches: { "/nodes": itself },
  reconcile,
};

function reconcile({ state }: Context, place: Place): void {
  const node = read(state, "/nodes", place);
  if (node === undefined || node.metadata.deletionTimestamp !== undefined) return;
  const present = objectsAt(node, "spec", "taints");
  const others = present.filter(({ key, effect }) => effect !== "NoSchedule" || !isOwn(String(key)));
  const taints = [...others, ...keysOf(node).map((key) => ({ key: prefix + key, effect: "NoSchedule" }))];
  if (
    equalJson(
      taints,
      present.map(({ key, effect, value }) => ({ key, effect, value })),
    )
  )
    return;
  const { taints: _, ...spec } = objectAt(node, "spec");
  replace(state, "/nodes", { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } });
}

function isOwn(key: string): boolean {
  return key.startsWith(prefix) && own.has(key.slice(prefix.length));
}

function keysOf(node: KubeObject): readonly string[] {
  const conditions: readonly JsonObject[] = objectsAt(node, "status", "conditions");
  const ailing = taintOfCondition.filter(([type, status]) =>
    conditions.some((each) => each["type"] === type && each["status"] === status),
  );
  // A node whose kubelet has said nothing yet is as one that is not ready.
  const silent = conditions.some(({ type }) => type === "Ready") ? [] : ["not-ready"];
  const closed = readField(node, "spec", "unschedulable") === true ? ["unschedulable"] : [];
  return [...ailing.map(([, , key]) => key), ...silent, ...closed];
}
