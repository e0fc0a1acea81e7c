import type { KubeObject } from "../../kube/object.ts";
import { toList, toObject } from "../defaults/rule.ts";
import type { Subject } from "./strategy.ts";

const notReady = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

/** A new Node takes no Pods until somebody finds it ready: plugin/pkg/admission/nodetaint. */
export function toStoredNode({ before, object }: Subject): KubeObject {
  if (before !== undefined) return object;
  const spec = toObject(object["spec"]);
  return { ...object, spec: { ...spec, taints: [...toList(spec["taints"]), notReady] } };
}
