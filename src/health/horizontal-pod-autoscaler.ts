import { type Json, readField } from "../kube/json.ts";
import { versionOf } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { readConditions, type StatusCondition, toConditions } from "./fields.ts";
import { type Health, toHealth } from "./health-status.ts";

// Which reasons mean that it cannot scale, and which conditions that it can:
// https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/health/health_hpa.go
const failures: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["AbleToScale", new Set(["FailedGetScale", "FailedUpdateScale"])],
  [
    "ScalingActive",
    new Set([
      "FailedComputeMetricsReplicas",
      "FailedGetExternalMetric",
      "FailedGetObjectMetric",
      "FailedGetPodsMetric",
      "FailedGetResourceMetric",
      "InvalidSelector",
    ]),
  ],
]);
const goodSigns: ReadonlySet<string> = new Set(["AbleToScale", "ScalingLimited"]);

/** Assesses a HorizontalPodAutoscaler of any version. */
export function assessHorizontalPodAutoscaler(object: KubeObject): Health {
  const conditions = versionOf(object.apiVersion) === "v1" ? readAnnotation(object) : readConditions(object);
  if (conditions === undefined) return toHealth("Unknown", "Annotation with the conditions is not JSON");
  const failure = conditions.find(({ type, reason }) => failures.get(type)?.has(reason) === true);
  if (failure !== undefined) return toHealth("Degraded", failure.message);
  const sign = conditions.find(({ type, status }) => goodSigns.has(type) && status === "True");
  if (sign !== undefined) return toHealth("Healthy", sign.message);
  return toHealth("Progressing", "Waiting for the autoscaler to look at it");
}

/** The API server gives version 1, which has no conditions, those of version 2 in an annotation. */
function readAnnotation(object: KubeObject): readonly StatusCondition[] | undefined {
  const text = readField(object, "metadata", "annotations", "autoscaling.alpha.kubernetes.io/conditions");
  if (typeof text !== "string") return [];
  try {
    const list: Json = JSON.parse(text);
    return Array.isArray(list) ? toConditions(list) : undefined;
  } catch {
    return undefined;
  }
}
