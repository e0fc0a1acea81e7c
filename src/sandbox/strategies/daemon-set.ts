import { equalJson } from "../../kube/canonical-json.ts";
import { readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { templateGeneration } from "../defaults/workload-rules.ts";
import type { Subject } from "./strategy.ts";

/** An annotation counts the changes of a DaemonSet's template: pkg/registry/apps/daemonset/strategy.go. */
export function toStoredDaemonSet({ before, object }: Subject): KubeObject {
  const given = Number(object.metadata.annotations?.[templateGeneration]) || 0;
  if (before === undefined) return withCount(object, Math.max(given, 1));
  const old = Number(before.metadata.annotations?.[templateGeneration]) || 0;
  const isMoved = !equalJson(readField(before, "spec", "template"), readField(object, "spec", "template"));
  return withCount(object, isMoved ? old + 1 : old);
}

function withCount(object: KubeObject, count: number): KubeObject {
  const annotations = { ...object.metadata.annotations, [templateGeneration]: String(count) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
