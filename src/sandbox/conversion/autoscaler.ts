import { isObject, type Json, type JsonObject, parseJson, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asList, asObject } from "../../kube/values.ts";
import { toNewMetric, toOldMetric } from "./metrics.ts";

// What version 1 has no field for is kept in annotations: pkg/apis/autoscaling/annotations.go of kubernetes at v1.35.0.
const prefix = "autoscaling.alpha.kubernetes.io/";
const kept = {
  metrics: `${prefix}metrics`,
  behavior: `${prefix}behavior`,
  conditions: `${prefix}conditions`,
  currentMetrics: `${prefix}current-metrics`,
} as const;
const keptNames: ReadonlySet<string> = new Set(Object.values(kept));

/** Gives an autoscaler of autoscaling/v2 in v1: pkg/apis/autoscaling/v1/conversion.go. */
export function toAutoscalerV1(object: KubeObject): KubeObject {
  const { metrics, behavior, ...spec } = asObject(object["spec"]);
  const { currentMetrics, conditions, ...status } = asObject(object["status"]);
  const all = asList(metrics);
  const percent = all.find(isOfProcessor);
  const others = all.filter((metric) => !isOfProcessor(metric)).map(toOldMetric);
  const annotations = {
    ...ownAnnotations(object),
    ...toAnnotation(kept.metrics, others),
    ...toAnnotation(kept.currentMetrics, asList(currentMetrics)),
    ...toAnnotation(kept.behavior, isObject(behavior) ? [mapNames(behavior, toUpper)] : [], true),
    ...toAnnotation(kept.conditions, asList(conditions)),
  };
  return {
    ...withAnnotations(object, annotations),
    spec: {
      ...spec,
      ...(percent === undefined ? {} : { targetCPUUtilizationPercentage: toPercent(percent) }),
    },
    status: { currentReplicas: 0, ...status },
  };
}

/** Gives an autoscaler of autoscaling/v1 in v2. */
export function toAutoscalerV2(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: percent, ...spec } = asObject(object["spec"]);
  const read = (name: string) => parseAnnotation(object.metadata.annotations?.[name]);
  const others = asList(read(kept.metrics)).map(toNewMetric);
  const behavior = read(kept.behavior);
  const metrics = [...others, ...(percent === undefined ? [] : [ofProcessor(percent)])];
  const conditions = read(kept.conditions);
  const status = { ...asObject(object["status"]), currentMetrics: read(kept.currentMetrics) ?? null };
  return {
    ...withAnnotations(object, ownAnnotations(object)),
    spec: {
      ...spec,
      metrics: metrics.length === 0 ? [ofProcessor(80)] : metrics,
      ...(isObject(behavior) ? { behavior: mapNames(behavior, toLower) } : {}),
    },
    status: conditions === undefined ? status : { ...status, conditions },
  };
}

function isOfProcessor(metric: Json): boolean {
  return readField(metric, "resource", "name") === "cpu" && toPercent(metric) !== undefined;
}

function toPercent(metric: Json): Json | undefined {
  return readField(metric, "resource", "target", "averageUtilization");
}

function ofProcessor(averageUtilization: Json): JsonObject {
  return { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } };
}

function ownAnnotations({ metadata }: KubeObject): JsonObject {
  return Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(([name]) => !keptNames.has(name)),
  );
}

function withAnnotations(object: KubeObject, annotations: JsonObject): KubeObject {
  const { annotations: _, ...metadata } = object.metadata;
  const texts = Object.fromEntries(Object.entries(annotations).map(([name, text]) => [name, String(text)]));
  return {
    ...object,
    metadata: Object.keys(texts).length === 0 ? metadata : { ...metadata, annotations: texts },
  };
}

function toAnnotation(name: string, values: readonly Json[], isOne = false): JsonObject {
  return values.length === 0 ? {} : { [name]: JSON.stringify(isOne ? values[0] : values) };
}

function parseAnnotation(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined; // as the server does, who ignores what it cannot read
  }
}

/** The behavior is written with the names of Go's own fields. */
function mapNames(value: JsonObject, map: (name: string) => string): JsonObject {
  const entry = (inner: Json | undefined): Json | undefined => {
    if (Array.isArray(inner)) return inner.map((item) => (isObject(item) ? mapNames(item, map) : item));
    return isObject(inner) ? mapNames(inner, map) : inner;
  };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [map(name), entry(inner)]));
}

function toUpper(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function toLower(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
