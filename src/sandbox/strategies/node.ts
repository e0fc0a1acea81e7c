import type { KubeObject } from "../../kube/object.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { Subject } from "./strategy.ts";

const notReady = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

/** A new Node takes no Pods until somebody finds it ready: plugin/pkg/admission/nodetaint. */
export function toStoredNode({ before, object }: Subject): KubeObject {
  if (before !== undefined) return object;
  const spec = asObject(object["spec"]);
  return { ...object, spec: { ...spec, taints: [...asList(spec["taints"]), notReady] } };
}
