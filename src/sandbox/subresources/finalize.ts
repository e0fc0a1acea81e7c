import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObject } from "../../kube/values.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import { decodeObject } from "../cluster/decode-object.ts";
import {
  addressObject,
  checkIdentity,
  type ObjectRequest,
  requireObject,
  toWriter,
} from "../cluster/request.ts";
import { rewriteObject } from "../cluster/rewrite-object.ts";

/** Answers a PUT of a namespace's `/finalize`, which alone writes its `spec.finalizers`. Throws the server's StatusError. */
export function finalize(state: ClusterState, request: ObjectRequest): KubeObject {
  const { kind, dryRun } = request;
  const given = addressObject(request, decodeObject(request));
  const before = requireObject(state, request);
  checkIdentity(request, given.metadata, before);
  const spec: JsonObject = asObject(given["spec"]);
  const after = { ...before, spec };
  if (dryRun) return after;
  return rewriteObject(state, kind, { before, after, writer: toWriter(state, request) });
}
