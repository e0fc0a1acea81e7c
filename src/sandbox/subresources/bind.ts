import { isObject, type JsonObject, readField } from "../../kube/json.ts";
import { formatTime } from "../../kube/time.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { ClusterState } from "../cluster/cluster.ts";
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
  const spec: JsonObject = asObject(before["spec"]);
  const node = spec["nodeName"] ?? "";
  if (node !== "") {
    const subject = { kind: { ...kind, plural: "pods/binding" }, name };
    throw conflict(subject, `pod ${name} is already assigned to node "${node}"`);
  }
  if (dryRun) return createdStatus;
  const status: JsonObject = asObject(before["status"]);
  const after = {
    ...before,
    spec: { ...spec, nodeName: target },
    status: { ...status, conditions: withScheduled(status, formatTime(state.now())) },
  };
  rewriteObject(state, kind, {
    before,
    after,
    writer: { ...toWriter(state, request), subresource: "binding" },
  });
  return createdStatus;
}

function withScheduled({ conditions }: JsonObject, time: string): readonly JsonObject[] {
  const others = asList(conditions)
    .filter(isObject)
    .filter(({ type }) => type !== "PodScheduled");
  const scheduled = { type: "PodScheduled", status: "True", lastProbeTime: null, lastTransitionTime: time };
  return [...others, scheduled];
}
