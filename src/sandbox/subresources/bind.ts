import { isObject, type JsonObject, readField } from "../../kube/json.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import { toTime } from "../cluster/commit.ts";
import { conflict } from "../cluster/object-errors.ts";
import { type ObjectRequest, requireObject, toWriter } from "../cluster/request.ts";
import { rewriteObject } from "../cluster/rewrite-object.ts";
import { StatusError } from "../cluster/status-error.ts";
import { createdStatus } from "./success.ts";

/** Answers a POST of a Binding: the pod is on that node from now on. */
export function bind(state: ClusterState, request: ObjectRequest): JsonObject {
  const { kind, name, body, dryRun } = request;
  const before = requireObject(state, request);
  const target = readField(body, "target", "name");
  if (typeof target !== "string" || target === "") {
    throw new StatusError({ code: 500, reason: "" }, "target.name: Required value");
  }
  const spec: JsonObject = isObject(before["spec"]) ? before["spec"] : {};
  const node = spec["nodeName"] ?? "";
  if (node !== "") {
    const subject = { kind: { ...kind, plural: "pods/binding" }, name };
    throw conflict(subject, `pod ${name} is already assigned to node "${node}"`);
  }
  if (dryRun) return createdStatus;
  const status: JsonObject = isObject(before["status"]) ? before["status"] : {};
  const after = {
    ...before,
    spec: { ...spec, nodeName: target },
    status: { ...status, conditions: withScheduled(status, toTime(state.now())) },
  };
  rewriteObject(state, kind, {
    before,
    after,
    writer: { ...toWriter(state, request), subresource: "binding" },
  });
  return createdStatus;
}

function withScheduled({ conditions }: JsonObject, time: string): readonly JsonObject[] {
  const others = (Array.isArray(conditions) ? conditions : [])
    .filter(isObject)
    .filter(({ type }) => type !== "PodScheduled");
  const scheduled = { type: "PodScheduled", status: "True", lastProbeTime: null, lastTransitionTime: time };
  return [...others, scheduled];
}
